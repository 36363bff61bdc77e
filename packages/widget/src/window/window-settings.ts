import { COMMENT_LENGTH } from '@imagechat/protocol/limits';
import { type Accept, between, callback, flag, list, read, text } from '../accept.ts';
import type { Settings } from '../config.ts';
import type { ImageChatConfig } from '../public.ts';

/** A configuration with what only windows need of it, right values only. */
export interface WindowSettings extends Settings {
  readonly maxLength: number;
  readonly maxReplyDepth: number;
  readonly defaultAvatarSrc: string | undefined;
  readonly hideAvatars: boolean;
  readonly absoluteDates: boolean;
  readonly disableVoting: boolean;
  readonly noImageUploads: boolean;
  /** Undefined: everybody may be suggested. */
  readonly mentionGroupIds: readonly string[] | undefined;
  readonly newCommentsToBottom: boolean;
  readonly jumpToId: string | undefined;
  readonly onCommentSubmitStart: ImageChatConfig['onCommentSubmitStart'];
}

/** Decides what windows need; a wrong value gets its default, and the embed's `advise` says what is wrong. */
export function windowSettings(settings: Settings): WindowSettings {
  const { given, complain } = settings;
  const get = <Value>(key: string, accept: Accept<Value>) => read(given, key, accept, complain);
  const on = (key: string): boolean => get(key, flag) ?? false;
  for (const key of Object.keys(given)) if (/^on[A-Z]|^commentCount/.test(key)) get(key, callback);
  return {
    ...settings,
    maxLength: get('maxCommentCharacterLength', between(0, COMMENT_LENGTH)) ?? COMMENT_LENGTH,
    maxReplyDepth: get('maxReplyDepth', between(-1, MAX_DEPTH)) ?? 0,
    defaultAvatarSrc: get('defaultAvatarSrc', text),
    hideAvatars: on('hideAvatars'),
    absoluteDates: on('absoluteDates'),
    disableVoting: on('disableVoting'),
    noImageUploads: on('noImageUploads'),
    mentionGroupIds: get('mentionGroupIds', list),
    newCommentsToBottom: get('newCommentsToBottom', flag) ?? true,
    jumpToId: get('jumpToId', text),
    onCommentSubmitStart: get('onCommentSubmitStart', callback),
  };
}

/** Deeper replies could not be told apart in 300 px. */
const MAX_DEPTH = 8;
