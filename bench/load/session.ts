/** A session token of tenant `demo` for somebody with a name, whom a server lets write. */
export async function tokenFor(port: number, name: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenantId: 'demo', name }),
  });
  const { token } = (await answer.json()) as { token: string };
  return token;
}
