/**
 * Any text in unreserved characters of addresses only (RFC 3986 §2.3), as the `…WS` ids are: what else is in it becomes `~` and two
 * hexadecimal digits a byte of UTF-8. No two texts become the same.
 */
export function webSocketId(text: string): string {
  return Array.from(new TextEncoder().encode(text), spelled).join('');
}

function spelled(byte: number): string {
  const char = String.fromCharCode(byte);
  return /[A-Za-z0-9._-]/.test(char) ? char : `~${byte.toString(16).padStart(2, '0')}`;
}
