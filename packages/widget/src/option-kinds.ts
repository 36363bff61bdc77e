import { COMMENT_LENGTH } from '@imagechat/protocol/limits';
import { type Accept, between, callback, flag, list, origin, record, text } from './accept.ts';
import type { ImageChatConfig } from './public.ts';

/** How an option is written in an attribute: as it stands, as true or false, as ids with commas, as JSON; functions and tokens are not. */
export type Written = 'text' | 'flag' | 'list' | 'json' | 'never';

/** What an option may be: how it is written, what it should be, in words that follow "should be", and what is accepted. */
export type Kind = readonly [written: Written, words: string, accept: Accept<unknown>];

function number(over: number, most: number): Kind {
  return ['text', over < 0 ? `a number from 0 to ${most}` : `a number up to ${most}`, between(over, most)];
}

/** Every option. Made when it is asked for, since what accepts values is the embed's to hand over (shared.ts). */
export function optionKinds(): Readonly<Record<keyof ImageChatConfig, Kind>> {
  const FLAG: Kind = ['flag', 'true or false', flag];
  const TEXT: Kind = ['text', 'a string', text];
  const OBJECT: Kind = ['json', 'an object', record];
  const FUNCTION: Kind = ['never', 'a function', callback];
  return {
    tenantId: TEXT,
    urlId: TEXT,
    chatSquarePercentage: number(0, 50),
    hasDarkBackground: FLAG,
    locale: ['text', "a language such as 'de_de'", text],
    readonly: FLAG,
    sso: OBJECT,
    ssoToken: ['never', 'a string', text],
    simpleSSO: OBJECT,
    maxReplyDepth: number(-1, 8),
    apiHost: ['text', 'an address with https://', origin],
    wsHost: ['text', 'an address with wss://', origin],
    customCSS: ['text', 'a style sheet as a string', text],
    translations: OBJECT,
    defaultAvatarSrc: ['text', 'the address of a picture', text],
    hideAvatars: FLAG,
    absoluteDates: FLAG,
    maxCommentCharacterLength: number(0, COMMENT_LENGTH),
    allowAnon: FLAG,
    disableVoting: FLAG,
    noImageUploads: FLAG,
    mentionGroupIds: ['list', 'a list of ids', list],
    newCommentsToBottom: FLAG,
    jumpToId: TEXT,
    commentCountUpdated: FUNCTION,
    onInit: FUNCTION,
    onRender: FUNCTION,
    onAuthenticationChange: FUNCTION,
    onReplySuccess: FUNCTION,
    onCommentEdited: FUNCTION,
    onCommentDeleted: FUNCTION,
    onCommentSubmitStart: FUNCTION,
    onMarkerCreated: FUNCTION,
    onMarkerOpened: FUNCTION,
    onMarkerDeleted: FUNCTION,
    onConnectionChange: FUNCTION,
  };
}
