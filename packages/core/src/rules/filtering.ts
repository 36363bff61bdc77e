import { catches } from '../comment-filter.ts';
import type { Submission } from '../ports/storage.ts';
import { textOf } from './decide.ts';

/**
 * The submission as it is decided: whose text a filter of the tenant catches is, for this once, somebody who is read first, or whose comments nobody else sees.
 * Pure.
 */
export function asFiltered(submission: Submission): Submission {
  const { filter, ...actor } = submission.actor;
  if (filter === undefined) return submission;
  const text = textOf(submission.operation);
  if (text === '' || !catches(filter, text)) return { ...submission, actor };
  const as = filter.outcome === 'spam' ? { shadowed: true as const } : { premoderated: true as const };
  return { ...submission, actor: { ...actor, ...as } };
}
