/** The secret behind the # of a one-time link, which is then taken out of the address, so that no history or screenshot keeps it. */
export function linkSecret(): string {
  const kept = history.state as { secret?: string } | null;
  const secret = location.hash.slice(1) || (kept?.secret ?? '');
  // Kept with this entry of the history only: loading the page again may go on where it was.
  history.replaceState({ secret }, '', location.pathname);
  return secret;
}
