import type { ViewComment } from '@imagechat/client/api';

/** Comments with each answer under what it answers, both in the order they came; an answer to what is not here stands for itself. */
export function inAnswers(comments: readonly ViewComment[]): readonly ViewComment[] {
  if (!comments.some(({ replyTo }) => replyTo)) return comments;
  const ids = new Set(comments.map(({ id }) => id));
  const under = new Map<string, ViewComment[]>();
  for (const comment of comments) {
    const parent = comment.replyTo && ids.has(comment.replyTo) ? comment.replyTo : '';
    under.set(parent, [...(under.get(parent) ?? []), comment]);
  }
  const walk = (parent: string): ViewComment[] =>
    (under.get(parent) ?? []).flatMap((comment) => [comment, ...walk(comment.id)]);
  return walk('');
}
