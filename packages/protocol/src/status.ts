/**
 * Why something is not public (V1): `pending` waits for a moderator's approval, `hidden` was hidden by one, `spam` too, and its
 * author is not told. What has no status is public.
 */
export type Status = 'pending' | 'hidden' | 'spam';
