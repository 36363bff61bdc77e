import { expect, test } from 'bun:test';
import { keyHash } from '../identity/credentials.ts';
import { type TestServer, startTestServer } from '../testing/start-test-server.ts';

const DOCUMENT = await Bun.file(new URL('../../../../docs/API.md', import.meta.url)).text();

/** A request and its answer as the document shows them. */
interface Example {
  readonly request: string;
  readonly answer: unknown;
}

function examples(): readonly Example[] {
  const pairs = DOCUMENT.matchAll(/```http\n([\s\S]*?)```\s*```json\n([\s\S]*?)```/g);
  return Array.from(pairs, ([, request = '', answer = '']) => ({
    request,
    answer: JSON.parse(answer) as unknown,
  }));
}

/** The same with every value replaced by its type, so that what changes from run to run does not count. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, name === 'rights' ? 'rights' : shapeOf(each)]),
  );
}

/** Sends a request as it is written, with a real token and key. */
async function sent(server: TestServer, request: string, token: string): Promise<Response> {
  const [head = '', ...rest] = request
    .replaceAll('TOKEN', token)
    .replaceAll('KEY\n', 'ick_1\n')
    .split('\n\n');
  const [line = '', ...lines] = head.trim().split('\n');
  const [method = '', path = ''] = line.split(' ');
  const headers = Object.fromEntries(lines.map((each) => each.split(': ', 2) as [string, string]));
  const body = rest.join('\n\n').trim();
  return server.fetch(path, { method, headers, ...(body === '' ? {} : { body }) });
}

test('every example of docs/API.md is answered as it says', async () => {
  await using server = await startTestServer();
  await server.tenants.addKey('demo', { id: 'k1', hash: keyHash('ick_1'), createdAt: 0 });
  const { token } = await server.session('Ada');
  expect(examples().length).toBeGreaterThan(5);
  for (const { request, answer } of examples()) {
    const response = await sent(server, request, token);
    const got = (await response.json()) as unknown;
    expect([request, response.status, shapeOf(got)]).toEqual([request, 200, shapeOf(answer)]);
  }
});

test('docs/API.md names every endpoint there is but those of the demo, the examples and the dashboard, and no other', async () => {
  await using server = await startTestServer();
  const { routes } = server.composition.app;
  const there = new Set(
    routes
      .filter(
        ({ method, path }) =>
          method !== 'ALL' && !/^\/(?:demo\/.*|(?:examples|dashboard)(?:\/.*)?)?$/.test(path),
      )
      .map(({ method, path }) => `${method} ${path}`),
  );
  const told = new Set(
    Array.from(DOCUMENT.matchAll(/`((?:GET|POST|PUT|DELETE) \/[^`\s?]*)`/g), ([, endpoint]) => endpoint),
  );
  expect([...told].sort()).toEqual([...there].sort());
});
