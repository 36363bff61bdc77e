import type {
  Erased,
  PersonFile,
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
import { type PersonFound, type ScrubPlan, idsOfLines, namingPlaces, planScrub } from '../scrub-plan.ts';
import type { Connection, Transaction } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';

/** Everything about a person, from one read transaction. Walks the tenant's rows, which is slow and rare. */
export function readPersonFile(
  connection: Connection,
  transaction: Transaction,
  tenantId: string,
  id: string,
): PersonFile {
  const { database } = connection;
  const all = <Row>(sql: string, ...more: string[]): Row[] =>
    database.query(sql).all(tenantId, id, ...more) as Row[];
  const places = (sql: string) => namingPlaces(all(sql, JSON.stringify(id)), id);
  const people = connection.prepareAll({ find: peopleQueries(sqliteBuilder).find });
  return transaction(() => {
    const row = people.find.first({ tenantId, id });
    return {
      tenantId,
      id,
      person: row ? personOf(row) : null,
      comments: all<WrittenByPerson>(PERSON_READS.comments),
      conversations: all<Omit<StartedByPerson, 'shared'> & { shared: number }>(
        PERSON_READS.conversations,
      ).map((each) => ({
        ...each,
        shared: each.shared === 1,
      })),
      reactedTo: places(PERSON_PLACES.reactedTo),
      mentionedIn: places(PERSON_PLACES.mentionedIn),
      acts: all<PersonFile['acts'][number]>(PERSON_READS.acts),
    };
  });
}

/** Who is erased, and what they are known by afterwards where that must be known. */
export interface Scrubbed {
  readonly tenantId: string;
  readonly id: string;
  readonly mark: string;
}

/** Takes out what is left of a person; to be called inside a transaction. Answers how much was changed, by kind. */
export function scrubPerson({ database }: Connection, { tenantId, id, mark }: Scrubbed): Erased {
  const quoted = JSON.stringify(id);
  const all = <Row>(sql: string, ...values: string[]): Row[] => database.query(sql).all(...values) as Row[];
  const found: PersonFound = {
    comments: all(PERSON_FINDS.comments, tenantId, id, quoted),
    events: all(PERSON_FINDS.events, tenantId, id, quoted),
    shadows: all(SHADOWS, tenantId),
    names: all(PERSON_NAMES, tenantId, id),
  };
  const texts = idsOfLines(found).flatMap((each) =>
    all<{ id: string; text: string }>(
      'select id, text from comments where tenant_id = ?1 and id = ?2',
      tenantId,
      each,
    ),
  );
  const plan = planScrub(found, texts, { id, random: () => crypto.randomUUID() });
  const counts = new Map<string, number>();
  for (const [kind, sql] of PERSON_SCRUBS) {
    const { changes } = database.run(sql, sql.includes('?3') ? [tenantId, id, mark] : [tenantId, id]);
    counts.set(kind, (counts.get(kind) ?? 0) + changes);
  }
  write({ database }, tenantId, plan);
  counts.set('named in comments', plan.comments.length).set('events', plan.events.length);
  return Object.fromEntries([...counts].filter(([, count]) => count > 0));
}

function write({ database }: Pick<Connection, 'database'>, tenantId: string, plan: ScrubPlan): void {
  for (const { id, text, body, reactions, line } of plan.comments) {
    database.run(
      'update comments set text = ?3, body = ?4, reactions = ?5 where tenant_id = ?1 and id = ?2',
      [...[tenantId, id, text], ...[body, reactions]],
    );
    database.run(
      'update conversations set opening_line = ?3 where tenant_id = ?1 and opening_comment_id = ?2',
      [...[tenantId, id, line]],
    );
  }
  for (const { id, shadows } of plan.shadows)
    database.run('update conversations set shadows = ?3 where tenant_id = ?1 and id = ?2', [
      tenantId,
      id,
      shadows,
    ]);
  for (const { image_id, seq, by, payload } of plan.events)
    database.run(
      'update events set "by" = ?4, payload = ?5 where tenant_id = ?1 and image_id = ?2 and seq = ?3',
      [...[tenantId, image_id, seq], ...[by, payload]],
    );
}
