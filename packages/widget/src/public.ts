/*
 * What pages and wrappers see of the widget: types alone, without an import, since this very file is published as a declaration.
 */

/** A mistake in what a page passes never stops the widget unless it must; what is wrong is said in the console with its mend. */
export interface ImageChatConfig {
  /** Whose server space this is. Required. */
  readonly tenantId?: string | undefined;
  /** Names the image, wherever it is shown; derived from page and picture when absent. */
  readonly urlId?: string | number | undefined;
  /** Edge of a marker in percent of the picture's width; 5. */
  readonly chatSquarePercentage?: number | undefined;
  /** Dark styling; follows `body.dark` and the system when absent. */
  readonly hasDarkBackground?: boolean | undefined;
  /** A language such as `de_de`; the browser's when absent. */
  readonly locale?: string | undefined;
  /** See everything, change nothing. */
  readonly readonly?: boolean | undefined;
  /** Who one is, signed by the site's server. */
  readonly sso?: object | undefined;
  /** Who one is, as a JWT signed by the site's server: the preferred form. */
  readonly ssoToken?: string | undefined;
  /** Who one is, as the page says; never more than a visitor with a name. */
  readonly simpleSSO?: object | undefined;
  /** Levels of replies; 0 for none, which is the default. */
  readonly maxReplyDepth?: number | undefined;
  /** Origin of the server's HTTP side, such as `https://chat.example.com`; the script's when absent. */
  readonly apiHost?: string | undefined;
  /** Origin of the live channel (`wss://…`); follows `apiHost` when absent. */
  readonly wsHost?: string | undefined;
  /** A style sheet for the inside of the widget. */
  readonly customCSS?: string | undefined;
  /** Single sentences in one's own words, by their keys. */
  readonly translations?: Readonly<Record<string, string | Readonly<Record<string, string>>>> | undefined;
  /** Picture of people who have none. */
  readonly defaultAvatarSrc?: string | undefined;
  /** No pictures of people. */
  readonly hideAvatars?: boolean | undefined;
  /** Dates and times instead of "5 min. ago". */
  readonly absoluteDates?: boolean | undefined;
  /** Longest comment in UTF-16 code units; 2000, which is also the most. */
  readonly maxCommentCharacterLength?: number | undefined;
  /** False: only people with an account write. What the tenant forbids stays forbidden. */
  readonly allowAnon?: boolean | undefined;
  /** No reactions. */
  readonly disableVoting?: boolean | undefined;
  /** No pictures in comments. */
  readonly noImageUploads?: boolean | undefined;
  /** Only people of these groups are suggested in mentions. */
  readonly mentionGroupIds?: readonly string[] | undefined;
  /** False: the newest comment is at the top. */
  readonly newCommentsToBottom?: boolean | undefined;
  /** Opens the conversation with this id, or the one that begins with the comment of this id. */
  readonly jumpToId?: string | undefined;
  /** Called whenever the number of comments on the image changes. */
  readonly commentCountUpdated?: ((count: number) => void) | undefined;
  /** Called when an image's conversations begin to be fetched. */
  readonly onInit?: (() => void) | undefined;
  /** Called when they are drawn for the first time. */
  readonly onRender?: (() => void) | undefined;
  /** Called when it turns out who one is, and when that changes: `user-set` with the user, or `user-removed`. */
  readonly onAuthenticationChange?: ((event: string, user: ImageChatUser | undefined) => void) | undefined;
  /** Called when a comment of one's own was saved. */
  readonly onReplySuccess?: ((comment: ImageChatComment) => void) | undefined;
  /** Called when a change of a comment was saved. */
  readonly onCommentEdited?: ((comment: ImageChatComment) => void) | undefined;
  /** Called when a comment was deleted by whoever looks. */
  readonly onCommentDeleted?: ((comment: ImageChatComment) => void) | undefined;
  /** Asked before a comment is sent: exactly one of `go` and `cancel` is to be called, now or later. */
  readonly onCommentSubmitStart?:
    | ((comment: ImageChatComment, go: () => void, cancel: () => void) => void)
    | undefined;
  /** Called when anybody's conversation appears after the first drawing. */
  readonly onMarkerCreated?: ((marker: ImageChatMarker) => void) | undefined;
  /** Called when a conversation is opened here. */
  readonly onMarkerOpened?: ((marker: ImageChatMarker) => void) | undefined;
  /** Called when a conversation is gone, whoever deleted it. */
  readonly onMarkerDeleted?: ((marker: ImageChatMarker) => void) | undefined;
  /** Called when the line comes or goes: `connecting`, `live`, `reconnecting`, `offline` or `stopped`. */
  readonly onConnectionChange?: ((state: string) => void) | undefined;
}

/** Who one is, as a page is told. */
export interface ImageChatUser {
  readonly id: string;
  readonly username: string;
  readonly isAdmin: boolean;
  readonly isModerator: boolean;
  /** Known by no more than this browser. */
  readonly isAnonymous: boolean;
}

/** A comment as a page is told of it. */
export interface ImageChatComment {
  readonly _id: string;
  /** The conversation it is part of. */
  readonly conversationId: string;
  readonly urlId: string;
  /** What it says. */
  readonly comment: string;
  readonly userId: string;
  readonly commenterName: string;
}

/** A conversation's marker as a page is told of it. */
export interface ImageChatMarker {
  readonly id: string;
  readonly urlId: string;
  /** Percent of the picture's width, from the left. */
  readonly x: number;
  /** Percent of the picture's height, from the top. */
  readonly y: number;
}

/** What the page holds on to. */
export interface ImageChatHandle {
  /** Changes options while running; unknown ones are tolerated, a changed `urlId` shows that image. */
  update(config: ImageChatConfig): void;
  /** Takes everything away. */
  destroy(): void;
}

/** Starts the widget on an `<img>` or on an element with one inside; undefined, with one sentence in the console, if it cannot. */
export type StartImageChat = (target: unknown, config: unknown) => ImageChatHandle | undefined;
