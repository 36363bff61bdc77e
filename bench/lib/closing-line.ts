/** The lines a run closes with, the last one of the form `N passed, N failed`, which whoever runs it reads, however it went. */
export function closingLines(ran: number, broken: readonly string[]): string[] {
  const told = broken.length > 0 ? [`Not as they should be: ${broken.join(', ')}`] : [];
  return [...told, `${ran - broken.length} passed, ${broken.length} failed`];
}
