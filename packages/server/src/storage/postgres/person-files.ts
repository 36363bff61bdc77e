import type {
  Erased,
  PersonFile,
  PersonFiles,
  StartedByPerson,
  WrittenByPerson,
} from '@imagechat/core/ports/person-files';
import {
  PERSON_FINDS,
  PERSON_NAMES,
  PERSON_PLACES,
  PERSON_READS,
  PERSON_SCRUBS,
  SHADOWS,
} from '../person-sql.ts';
import { peopleQueries, personOf } from '../queries/people.ts';
import {
  type CommentRow,
  type EventRow,
  type ScrubPlan,
  type ShadowsRow,
  idsOfLines,
  namingPlaces,
  planScrub,
} from '../scrub-plan.ts';
import type { PgDatabase, Work } from './database.ts';
import { postgresBuilder } from './dialect.ts';
import { changeTenants } from './tenants.ts';

const people = peopleQueries(postgresBuilder);

/** Files about people, in Postgres. */
export function postgresPersonFiles(database: PgDatabase): PersonFiles {
  return {
    read: (tenantId, id) => database.read([tenantId], (work) => readFile(work, tenantId, id), 'slow'),
    async scrub(tenantId, id, mark) {
      let erased: Erased = {};
      const change = async (work: Work): Promise<boolean> => {
        erased = await scrub(work, { tenantId, id, mark });
        return true;
      };
      await changeTenants(database, change, 'slow');
      return erased;
    },
  };
}

async function readFile(work: Work, tenantId: string, id: string): Promise<PersonFile> {
  const all = <Row>(sql: string, ...more: string[]): Promise<Row[]> =>
    work.raw<Row>(ours(sql), [tenantId, id, ...more]);
  const places = async (sql: string) => namingPlaces(await all(sql, JSON.stringify(id)), id);
  const [row, comments, conversations, reactedTo, mentionedIn, acts] = await Promise.all([
    work.first(people.find, { tenantId, id }),
    all<WrittenByPerson>(PERSON_READS.comments),
    all<StartedByPerson>(PERSON_READS.conversations),
    places(PERSON_PLACES.reactedTo),
    places(PERSON_PLACES.mentionedIn),
    all<PersonFile['acts'][number]>(PERSON_READS.acts),
  ]);
  const written = { comments, conversations, reactedTo, mentionedIn, acts };
  return { tenantId, id, ...written, person: row ? personOf(row) : null };
}

interface Scrubbed {
  readonly tenantId: string;
  readonly id: string;
  readonly mark: string;
}

async function scrub(work: Work, { tenantId, id, mark }: Scrubbed): Promise<Erased> {
  const quoted = JSON.stringify(id);
  const all = <Row>(sql: string, ...values: string[]): Promise<Row[]> => work.raw<Row>(ours(sql), values);
  const [comments, events, shadows, names] = await Promise.all([
    all<CommentRow>(PERSON_FINDS.comments, tenantId, id, quoted),
    all<EventRow>(PERSON_FINDS.events, tenantId, id, quoted),
    all<ShadowsRow>(SHADOWS, tenantId),
    all<{ name: string | null }>(PERSON_NAMES, tenantId, id),
  ]);
  const found = { comments, events, shadows, names };
  const texts = await work.raw<{ id: string; text: string }>(
    'select id, text from comments where tenant_id = $1 and id = any($2)',
    [tenantId, idsOfLines(found)],
  );
  const plan = planScrub(found, texts, { id, random: () => crypto.randomUUID() });
  const counts = new Map<string, number>();
  for (const [kind, sql] of PERSON_SCRUBS) {
    const values = sql.includes('?3') ? [tenantId, id, mark] : [tenantId, id];
    const rows = await work.raw(`${ours(sql)} returning 1`, values);
    counts.set(kind, (counts.get(kind) ?? 0) + rows.length);
  }
  await write(work, tenantId, plan);
  counts.set('named in comments', plan.comments.length).set('events', plan.events.length);
  return Object.fromEntries([...counts].filter(([, count]) => count > 0));
}

async function write(work: Work, tenantId: string, { comments, shadows, events }: ScrubPlan): Promise<void> {
  const column = <Row, Name extends keyof Row>(rows: readonly Row[], name: Name) =>
    rows.map((row) => row[name]);
  await Promise.all([
    work.raw(
      `update comments set text = r.text, body = r.body, reactions = r.reactions
       from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as r(id, text, body, reactions)
       where comments.tenant_id = $1 and comments.id = r.id`,
      [
        tenantId,
        column(comments, 'id'),
        column(comments, 'text'),
        column(comments, 'body'),
        column(comments, 'reactions'),
      ],
    ),
    work.raw(
      `update conversations set opening_line = r.line from unnest($2::text[], $3::text[]) as r(id, line)
       where conversations.tenant_id = $1 and conversations.opening_comment_id = r.id`,
      [tenantId, column(comments, 'id'), column(comments, 'line')],
    ),
    work.raw(
      `update conversations set shadows = r.shadows from unnest($2::text[], $3::text[]) as r(id, shadows)
       where conversations.tenant_id = $1 and conversations.id = r.id`,
      [tenantId, column(shadows, 'id'), column(shadows, 'shadows')],
    ),
    work.raw(
      `update events set payload = r.payload, "by" = r.who
       from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[]) as r(image_id, seq, who, payload)
       where events.tenant_id = $1 and events.image_id = r.image_id and events.seq = r.seq`,
      [
        tenantId,
        column(events, 'image_id'),
        column(events, 'seq'),
        column(events, 'by'),
        column(events, 'payload'),
      ],
    ),
  ]);
}

/** The other engine writes `?1` what is `$1` here, and looks for a text in a text by another name. */
function ours(sql: string): string {
  return sql.replaceAll(/\?(?=\d)/g, '$').replaceAll('instr(', 'strpos(');
}
