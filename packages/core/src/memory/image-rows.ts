import type { ImageKey } from '@imagechat/protocol/ids';
import type { ImageFacts } from '@imagechat/protocol/messages';
import type { KeptConversation } from '../eyes.ts';
import type { Answer, Deleted, PlacedComment } from '../ports/storage.ts';
import type { KeptEvent } from '../veil.ts';

/** All that memory holds of one image. */
export interface ImageRows {
  readonly image: ImageKey;
  readonly facts: ImageFacts;
  head: number;
  /** True for a name an image has left, until somebody talks there again. */
  left?: boolean;
  /** When something last happened, in ms. */
  activeAt: number;
  /** Their order is insertion order: replacing a value keeps its place. */
  readonly conversations: Map<string, KeptConversation>;
  readonly deletedConversations: Map<string, Deleted<KeptConversation>>;
  readonly comments: Map<string, PlacedComment>;
  readonly deletedComments: Map<string, Deleted<PlacedComment>>;
  /** In order of seq, ending at the head; cut at its beginning (L1). */
  readonly log: KeptEvent[];
  readonly answers: Map<string, Answer>;
  /** Who wrote here, by actor id: the name of the last time. */
  readonly people: Map<string, string>;
}

/** What is held of an image nobody talked about. */
export function noRows(image: ImageKey, facts: ImageFacts): ImageRows {
  return {
    image,
    facts,
    head: 0,
    activeAt: 0,
    conversations: new Map(),
    deletedConversations: new Map(),
    comments: new Map(),
    deletedComments: new Map(),
    log: [],
    answers: new Map(),
    people: new Map(),
  };
}
