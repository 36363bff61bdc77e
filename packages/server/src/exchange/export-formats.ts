import type {
  CommentRecord,
  ConversationRecord,
  ExchangeRecord,
  ImageRecord,
} from '@imagechat/protocol/exchange';

/** A form in which what was said can be taken along. */
export interface ExportFormat {
  readonly contentType: string;
  /** What the file's name ends with. */
  readonly ending: string;
  /** The file, piece by piece. */
  readonly write: (records: AsyncIterable<ExchangeRecord>, tenantId: string) => AsyncGenerator<string>;
}

/** All of it, a record a line, as one JSON array that this server reads again; CSV for spreadsheets; the W3C's Web Annotation for other programs. */
export const EXPORT_FORMATS = {
  json: { contentType: 'application/json; charset=utf-8', ending: 'json', write: asJson },
  csv: { contentType: 'text/csv; charset=utf-8', ending: 'csv', write: asCsv },
  annotations: {
    contentType: 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
    ending: 'jsonld',
    write: asAnnotations,
  },
} as const satisfies Record<string, ExportFormat>;

/** One of {@link EXPORT_FORMATS}. */
export type ExportFormatName = keyof typeof EXPORT_FORMATS;

async function* asJson(records: AsyncIterable<ExchangeRecord>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const record of records) {
    yield before + JSON.stringify(record);
    before = ',\n';
  }
  yield '\n]\n';
}

const COLUMNS = [
  ...['urlId', 'src', 'page', 'title', 'conversationId', 'x', 'y', 'resolved', 'commentId', 'replyTo'],
  ...['authorId', 'author', 'text', 'createdAt', 'editedAt', 'status', 'reactions'],
];

/** Where the records are, as they come: an image, then a conversation of it, then its comments. */
interface Around {
  image?: ImageRecord;
  conversation?: ConversationRecord;
}

/** Every comment with where it stands. */
async function* comments(
  records: AsyncIterable<ExchangeRecord>,
): AsyncGenerator<{ image: ImageRecord; conversation: ConversationRecord; comment: CommentRecord }> {
  const around: Around = {};
  for await (const record of records) {
    if (record.type === 'image') around.image = record;
    if (record.type === 'conversation') around.conversation = record;
    const { conversation, image } = around;
    if (record.type === 'comment' && image && conversation) yield { image, conversation, comment: record };
  }
}

/** RFC 4180, one comment a line. */
async function* asCsv(records: AsyncIterable<ExchangeRecord>): AsyncGenerator<string> {
  yield `${COLUMNS.join(',')}\r\n`;
  for await (const { comment, conversation, image } of comments(records)) {
    const { page = '', src = '', title = '', urlId } = image;
    const { id, resolved, x, y } = conversation;
    const { by, createdAt, editedAt, name, reactions = [], replyTo = '', status = 'public', text } = comment;
    const marks = reactions.map((each) => `${each.emoji} ${each.by.length}`).join(' ');
    const cells = [
      ...[urlId, src, page, title, id, x, y, resolved, comment.id, replyTo],
      ...[by, name, text, dateOf(createdAt), editedAt === null ? '' : dateOf(editedAt), status, marks],
    ];
    yield `${cells.map(cell).join(',')}\r\n`;
  }
}

/** What a spreadsheet would take for a formula is kept from being one. */
function cell(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  return `"${value.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
}

/**
 * The Web Annotation Data Model (W3C Recommendation, 2017), as one page: what begins a conversation is an annotation of the picture at a point, in percent as
 * media fragments have it; what follows replies to it, or to the comment it answers. It has no word for what is out of sight, so only what everybody may see
 * is in it.
 */
async function* asAnnotations(
  records: AsyncIterable<ExchangeRecord>,
  tenantId: string,
): AsyncGenerator<string> {
  yield '{"@context":"http://www.w3.org/ns/anno.jsonld","type":"AnnotationPage","items":[\n';
  let before = '';
  let begun: string | undefined;
  let first = '';
  for await (const said of comments(records)) {
    const { comment, conversation } = said;
    if (comment.status !== undefined) continue;
    const isFirst = begun !== conversation.id;
    begun = conversation.id;
    if (isFirst) first = comment.id;
    yield before + JSON.stringify(isFirst ? begins(said, tenantId) : replies(comment, first, tenantId));
    before = ',\n';
  }
  yield '\n]}\n';
}

function begins(
  {
    comment,
    conversation,
    image,
  }: { image: ImageRecord; conversation: ConversationRecord; comment: CommentRecord },
  tenantId: string,
) {
  const { resolved, x, y } = conversation;
  const { page, src, urlId } = image;
  return {
    ...annotation(comment, tenantId),
    motivation: resolved ? ['commenting', 'assessing'] : 'commenting',
    target: {
      type: 'SpecificResource',
      source: src ?? `urn:imagechat:${encodeURIComponent(tenantId)}:image:${encodeURIComponent(urlId)}`,
      ...(page === undefined ? {} : { scope: page }),
      selector: {
        type: 'FragmentSelector',
        conformsTo: 'http://www.w3.org/TR/media-frags/',
        value: `xywh=percent:${x},${y},0,0`,
      },
    },
  };
}

function replies(comment: CommentRecord, first: string, tenantId: string) {
  const target = iri(comment.replyTo ?? first, tenantId);
  return { ...annotation(comment, tenantId), motivation: 'replying', target };
}

function annotation({ by, createdAt, editedAt, id, name, text }: CommentRecord, tenantId: string) {
  const creator = by === '' ? {} : { creator: { id: iri(by, tenantId, 'person'), type: 'Person', name } };
  const modified = editedAt === null ? {} : { modified: dateOf(editedAt) };
  return {
    id: iri(id, tenantId),
    type: 'Annotation',
    created: dateOf(createdAt),
    ...modified,
    ...creator,
    body: { type: 'TextualBody', value: text, format: 'text/markdown' },
  };
}

function iri(id: string, tenantId: string, kind = 'comment'): string {
  return `urn:imagechat:${encodeURIComponent(tenantId)}:${kind}:${encodeURIComponent(id)}`;
}

function dateOf(at: number): string {
  return new Date(at).toISOString();
}
