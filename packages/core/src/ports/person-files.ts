import type { ImageKey } from '@imagechat/protocol/ids';
import type { Person } from './people.ts';

/** A comment somebody wrote, with where it stands; times in ms. */
export interface WrittenByPerson {
  readonly urlId: string;
  readonly conversationId: string;
  readonly id: string;
  readonly text: string;
  readonly createdAt: number;
  readonly editedAt: number | null;
  readonly deletedAt: number | null;
}

/** A conversation somebody started. `shared`: others wrote in it too. */
export interface StartedByPerson {
  readonly urlId: string;
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly createdAt: number;
  readonly deletedAt: number | null;
  readonly shared: boolean;
}

/** Where a comment stands that others can see. */
export interface CommentPlace {
  readonly urlId: string;
  readonly conversationId: string;
  readonly id: string;
}

/** Everything that is kept about one person of a tenant. */
export interface PersonFile {
  readonly tenantId: string;
  readonly id: string;
  /** Null for who never gave a name, or was erased. */
  readonly person: Person | null;
  readonly comments: readonly WrittenByPerson[];
  readonly conversations: readonly StartedByPerson[];
  /** Comments of others that carry a mark of theirs. */
  readonly reactedTo: readonly CommentPlace[];
  /** Comments of others in which they are mentioned. */
  readonly mentionedIn: readonly CommentPlace[];
  /** What was done about them, from the audit log. */
  readonly acts: readonly { readonly at: number; readonly action: string; readonly detail: string }[];
}

/** What an erasure took out of rows and log, by kind. */
export type Erased = Readonly<Record<string, number>>;

/** Files about people, for them and for the law. Methods reject only when the engine cannot read or write. */
export interface PersonFiles {
  read(tenantId: string, id: string): Promise<PersonFile>;
  /**
   * Takes out of rows and log, also what is kept for undo, all that is left of a person: who they are, what they wrote, their id, names and
   * picture wherever they stand, marks and mentions. What must go on being known of them is kept under `mark`, which stands for the id where nobody
   * can tell it: that their sessions are over, bans, what administrators did. To be called after {@link erasingOperations}, so that every page has
   * heard of it (L1).
   */
  scrub(tenantId: string, id: string, mark: string): Promise<Erased>;
}

/** What an erasure asks for. */
export interface ErasingOperation {
  readonly type: 'delete-conversation' | 'disown-conversation' | 'delete-comment' | 'forget-person';
  readonly image: ImageKey;
  readonly id: string;
  /** Undefined for the whole conversation. */
  readonly commentId?: string;
}

/**
 * What is to be done about somebody, in order: conversations nobody else wrote in go, the others lose the name, every comment in them goes, and in
 * those of others their marks and mentions of them.
 */
export function erasingOperations(file: PersonFile): readonly ErasingOperation[] {
  const { tenantId, comments, conversations, reactedTo, mentionedIn } = file;
  const gone = conversations.filter(({ shared, deletedAt }) => !shared && deletedAt === null);
  const shared = conversations.filter((each) => each.shared && each.deletedAt === null);
  const whole = new Set(gone.map(({ id }) => id));
  const single = comments.filter(
    ({ conversationId, deletedAt }) => deletedAt === null && !whole.has(conversationId),
  );
  return [
    ...gone.map(({ urlId, id }) => ({
      type: 'delete-conversation' as const,
      image: { tenantId, urlId },
      id,
    })),
    ...shared.map(({ urlId, id }) => ({
      type: 'disown-conversation' as const,
      image: { tenantId, urlId },
      id,
    })),
    ...single.map(({ urlId, conversationId, id }) => ({
      type: 'delete-comment' as const,
      image: { tenantId, urlId },
      id: conversationId,
      commentId: id,
    })),
    ...[...new Map([...reactedTo, ...mentionedIn].map((place) => [place.id, place])).values()].map(
      ({ urlId, conversationId, id }) => ({
        type: 'forget-person' as const,
        image: { tenantId, urlId },
        id: conversationId,
        commentId: id,
      }),
    ),
  ];
}
