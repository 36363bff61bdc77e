import * as v from 'valibot';
import { MAX_NAME_LENGTH } from '../actor.ts';
import { roundPlace } from '../conversation.ts';
import { ID_PATTERN, UUID_PATTERN, isUrlId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { cleanLine, cleanText, hasInk } from '../text.ts';

/** An id made by anyone (N1). */
export const id = v.pipe(v.string(), v.regex(ID_PATTERN));

/** An actor id: the tenant's own users have `tenantId:id`, and their ids may be long (CONTRACT §4). */
export const actorId = v.pipe(v.string(), v.minLength(1), v.maxLength(1100));

/** A broadcastId: a UUID in text form (CONTRACT §1.4), in lower case. */
export const uuid = v.pipe(v.string(), v.regex(UUID_PATTERN), v.toLowerCase());

/** The tenant's own name of an image. */
export const urlId = v.pipe(
  v.string(),
  v.check(
    isUrlId,
    'invalid-input: urlId must have 1 to 4096 well-formed characters and no control characters.',
  ),
);

const percentage = v.pipe(
  v.number('invalid-input: x and y are percentages, numbers from 0 to 100.'),
  v.minValue(0, 'invalid-input: x and y are percentages from 0 to 100.'),
  v.maxValue(100, 'invalid-input: x and y are percentages from 0 to 100.'),
  v.transform((value) => roundPlace({ x: value, y: 0 }).x),
);

/** x and y in percent, rounded to four decimals (N1). */
export const place = { x: percentage, y: percentage };

/** A comment's text: cleaned, not empty, not over the limit. */
export const commentText = v.pipe(
  v.string(),
  v.transform(cleanText),
  v.check(hasInk, 'empty-comment: Write something first.'),
  v.maxLength(
    LIMITS.commentLength,
    `comment-too-big: A comment can have at most ${LIMITS.commentLength} characters.`,
  ),
);

/** A display name: one line, not empty. */
export const name = v.pipe(
  v.string(),
  v.transform(cleanLine),
  v.check(hasInk, 'invalid-input: A name needs at least one character.'),
  v.maxLength(MAX_NAME_LENGTH, `invalid-input: A name can have at most ${MAX_NAME_LENGTH} characters.`),
);

/** What a client writes: an id, a text, whom it mentions. */
export const draft = v.object({
  id,
  text: commentText,
  mentions: v.exactOptional(v.pipe(v.array(v.object({ id: actorId, name })), v.maxLength(LIMITS.mentions))),
});

const RGI_EMOJI = /^\p{RGI_Emoji}$/v;

/** A single emoji, as Unicode recommends it for interchange (UTS #51, RGI_Emoji). */
export const emoji = v.pipe(
  v.string(),
  v.maxBytes(LIMITS.emojiBytes),
  v.regex(RGI_EMOJI, 'invalid-input: A reaction is a single emoji.'),
);

/** A whole number from 0 up, small enough to be exact. */
export const counter = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A position in an image's log. */
export const cursor = v.object({ epoch: id, seq: counter });

/** A session token; its inside is the identity port's to read. */
export const token = v.pipe(v.string(), v.maxLength(4096));

const address = v.pipe(v.string(), v.transform(cleanLine), v.maxLength(4096));

/** What a subscriber may tell of an image. */
export const imageFacts = v.object({
  src: v.exactOptional(address),
  page: v.exactOptional(address),
  title: v.exactOptional(
    v.pipe(
      v.string(),
      // Cut first: cleaning then mends a character cut in half.
      v.transform((text) => cleanLine(text.slice(0, 500))),
    ),
  ),
});
