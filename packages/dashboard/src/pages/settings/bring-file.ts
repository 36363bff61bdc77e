import {
  IMPORT_PART_BYTES,
  type ImportAnswer,
  type ImportedRecord,
  type RecordOutcome,
} from '@imagechat/protocol/exchange';
import { type Answer, ask } from '../../ask.ts';

/** How far an import is, and what became of the records until now. */
export interface ImportState {
  /** Bytes of the file. */
  readonly done: number;
  readonly all: number;
  /** How many records of each type came to what. */
  readonly counts: ReadonlyMap<string, Readonly<Record<RecordOutcome, number>>>;
  /** Records that were not brought, the first of them. */
  readonly refused: readonly ImportedRecord[];
  /** A line for every record (RFC 4180), in pieces. */
  readonly report: readonly string[];
  /** Set at the end: whole, stopped, or a file that lacks its last record. */
  readonly ended?: 'whole' | 'stopped' | 'cut';
}

/** Why an import ended. */
export type ImportEnd =
  | NonNullable<ImportState['ended']>
  | 'not-ours'
  | Extract<Answer<unknown>, { ok: false }>;

/** How many records that were not brought are shown; the report has all. */
export const MOST_SHOWN = 100;

/** How much of a file is sent at a time; a part begins with its head and image again. */
const PART = IMPORT_PART_BYTES / 4;

/** Reads a file line by line as it was written, and sends it in parts; each part is answered before the next is read. */
export async function bringFile(
  file: File,
  tenantId: string,
  onState: (state: ImportState) => void,
  stopping: () => boolean,
): Promise<ImportEnd> {
  let state: ImportState = { done: 0, all: file.size, counts: new Map(), refused: [], report: [REPORT_HEAD] };
  onState(state);
  let part = 0;
  let isWhole = false;
  for await (const { done, lines, repeated } of partsOf(file)) {
    const records = lines.map(read);
    if (part === 0 && typeOf(records[0]) !== 'imagechat-export') return 'not-ours';
    isWhole = typeOf(records.at(-1)) === 'end';
    const answer = await ask<ImportAnswer>('POST', `/tenants/${tenantId}/imports`, { part, records });
    if (!answer.ok) {
      onState({ ...state, ended: 'stopped' });
      return answer;
    }
    state = after(state, answer.value.records.slice(repeated), done);
    part++;
    if (stopping()) {
      onState({ ...state, ended: 'stopped' });
      return 'stopped';
    }
    onState(state);
  }
  if (part === 0) return 'not-ours';
  const ended = isWhole ? 'whole' : 'cut';
  onState({ ...state, ended });
  return ended;
}

interface Part {
  readonly lines: readonly string[];
  /** How many lines at its beginning were in an earlier part. */
  readonly repeated: number;
  /** Bytes of the file read so far. */
  readonly done: number;
}

/** The file's records by the line, gathered into parts. */
async function* partsOf(file: File): AsyncGenerator<Part> {
  let [head, image]: (string | undefined)[] = [];
  let lines: string[] = [];
  let [length, repeated, done] = [0, 0, 0];
  for await (const { bytes, line } of linesOf(file)) {
    done = bytes;
    const record = line.trim().replace(/,$/, '');
    if (record === '' || record === '[' || record === ']') continue;
    if (lines.length > 0 && (length + record.length > PART || lines.length >= 5000)) {
      yield { lines, repeated, done };
      lines = [head, image].filter((each) => each !== undefined);
      repeated = lines.length;
      length = 0;
    }
    head ??= record;
    if (record.startsWith('{"type":"image"')) image = record;
    lines.push(record);
    length += record.length;
  }
  if (lines.length > repeated) yield { lines, repeated, done: file.size };
}

async function* linesOf(file: File): AsyncGenerator<{ line: string; bytes: number }> {
  const reader = file.stream().getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    bytes += value?.length ?? 0;
    const lines = rest.split('\n');
    rest = done ? '' : (lines.pop() ?? '');
    for (const line of lines) yield { line, bytes };
    if (done) return;
  }
}

/** A line that is no JSON is sent as text: the server says what it thinks of it. */
function read(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return line.slice(0, 200);
  }
}

function typeOf(record: unknown): unknown {
  return typeof record === 'object' && record !== null && 'type' in record ? record.type : undefined;
}

const REPORT_HEAD = 'type,id,outcome,why\r\n';

function after(before: ImportState, records: readonly ImportedRecord[], done: number): ImportState {
  const counts = new Map(before.counts);
  for (const { outcome, type } of records) {
    const count = counts.get(type) ?? { imported: 0, there: 0, refused: 0 };
    counts.set(type, { ...count, [outcome]: count[outcome] + 1 });
  }
  const refused = [...before.refused, ...records.filter(({ outcome }) => outcome === 'refused')];
  const piece = records.map(({ id, outcome, type, why = '' }) =>
    [type, id, outcome, why].map((text) => `"${text.replaceAll('"', '""')}"`).join(','),
  );
  return {
    ...before,
    ...{ done, counts, refused: refused.slice(0, MOST_SHOWN) },
    report: [...before.report, ...piece.map((line) => `${line}\r\n`)],
  };
}
