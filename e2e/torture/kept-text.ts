/** A text as the server keeps it (A1): every end of a line is one `\n`. Writers here send nothing else that is changed. */
export function keptText(text: string): string {
  return text.replace(/\r\n?|\u2028|\u2029/g, '\n');
}
