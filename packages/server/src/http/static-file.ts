import { join } from 'node:path';
import { pack } from './pack.ts';

/** A file as it is served: its bytes, plain and (for text) compressed, and what names this version of it. */
export interface ServedFile {
  readonly type: string;
  readonly etag: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly gzip?: Uint8Array<ArrayBuffer>;
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  svg: 'image/svg+xml',
  webp: 'image/webp',
};

/** A path of plain names: no empty, hidden or dotted segment, nothing encoded, so nothing that leaves the folder. */
const SAFE_PATH = /^(?!\.)[A-Za-z0-9_.-]+(?:\/(?!\.)[A-Za-z0-9_.-]+)*$/;

interface Kept {
  readonly version: string;
  readonly file: ServedFile;
}

/** Serves one folder, reading a file again only when it changed. Bounded by what lies in the folder. */
export class StaticFolder {
  readonly #folder: string;
  readonly #kept = new Map<string, Kept>();

  /** @param folder absolute */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The file at a path inside the folder; undefined when there is none, or it is of no type we serve. */
  async find(path: string): Promise<ServedFile | undefined> {
    const type = TYPES[path.slice(path.lastIndexOf('.') + 1)];
    if (type === undefined || !SAFE_PATH.test(path)) return undefined;
    const source = Bun.file(join(this.#folder, path));
    const stat = await source.stat().catch(() => undefined);
    if (!stat?.isFile()) {
      this.#kept.delete(path);
      return undefined;
    }
    const version = `${stat.mtimeMs} ${stat.size}`;
    const kept = this.#kept.get(path);
    if (kept?.version === version) return kept.file;
    const file = servedFile(type, await source.bytes());
    this.#kept.set(path, { version, file });
    return file;
  }
}

/** Answers with a file: 304 when the browser has it, compressed when it may be. HEAD is answered like GET, as Bun drops the body. */
export function fileResponse(
  request: Request,
  file: ServedFile,
  headers: Readonly<Record<string, string>>,
): Response {
  const common = {
    ...headers,
    etag: file.etag,
    'x-content-type-options': 'nosniff',
    ...(file.gzip ? { vary: 'accept-encoding' } : {}),
  };
  const seen = request.headers.get('if-none-match');
  if (seen?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === file.etag)) {
    return new Response(null, { status: 304, headers: common });
  }
  const packed = file.gzip && acceptsGzip(request) ? file.gzip : undefined;
  return new Response(packed ?? file.bytes, {
    headers: { ...common, 'content-type': file.type, ...(packed ? { 'content-encoding': 'gzip' } : {}) },
  });
}

function servedFile(type: string, bytes: Uint8Array<ArrayBuffer>): ServedFile {
  const etag = `"${new Bun.CryptoHasher('sha256').update(bytes).digest('hex').slice(0, 20)}"`;
  const isText = type !== 'image/webp';
  return isText ? { type, etag, bytes, gzip: pack(bytes) } : { type, etag, bytes };
}

function acceptsGzip(request: Request): boolean {
  const accepted = request.headers.get('accept-encoding') ?? '';
  return /(?:^|[\s,])gzip(?!\s*;\s*q=0(?:\.0*)?(?:[\s,]|$))/i.test(accepted);
}
