import { may } from '@imagechat/core/access';
import { operationWait } from '@imagechat/core/pace';
import type { FileName, Files } from '@imagechat/core/ports/files';
import { tooFast } from '@imagechat/core/too-fast';
import { UPLOAD_PATTERN } from '@imagechat/protocol/body';
import { ID_PATTERN } from '@imagechat/protocol/ids';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { type Context, Hono } from 'hono';
import { PICTURE_TYPES, type Picture, type PictureKind } from '../pictures/picture.ts';
import { readPicture } from '../pictures/read-picture.ts';
import type { ApiParts, HttpEnv } from './http-env.ts';
import { readBytes } from './read-bytes.ts';
import { refusalResponse } from './refusal-response.ts';
import { whoAsks } from './who-asks.ts';

/**
 * `POST /tenants/:tenantId/uploads` with a picture's bytes → `{id, type, width, height, bytes}`; `GET …/uploads/:id` → the picture, for whoever knows its
 * id, which nobody can guess.
 */
export function uploadRoutes(parts: ApiParts): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .post('/tenants/:tenantId/uploads', (c) => upload(parts, c, c.req.param('tenantId')))
    .get('/tenants/:tenantId/uploads/:id', (c) =>
      download(parts.uploads.files, c, { tenantId: c.req.param('tenantId'), id: c.req.param('id') }),
    );
}

async function upload(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const { files, settings } = parts.uploads;
  const refusal = await refusesUpload(parts, c, tenantId);
  if (refusal) return refusalResponse(refusal);
  const body = await readBytes(c.req.raw, settings.mostBytes);
  if (!body.ok) return refusalResponse(body.refusal);
  const picture = readPicture(body.value);
  if (!picture) return refusalResponse(refuse('invalid-input', 'This is no PNG, JPEG, GIF or WebP picture.'));
  const { bytes, height, kind, width } = picture;
  if (width * height > settings.mostPixels)
    return refusalResponse(refuse('too-large', `A picture can have at most ${settings.mostPixels} pixels.`));
  const id = idOf(picture);
  await files.put({ tenantId, id }, bytes);
  c.header('cache-control', 'no-store');
  return c.json({ id, type: PICTURE_TYPES[kind], width, height, bytes: bytes.length });
}

async function refusesUpload(
  { identity, limiter }: ApiParts,
  c: Context<HttpEnv>,
  tenantId: string,
): Promise<Refusal | undefined> {
  const who = await whoAsks(identity, c.req.raw, c.env, tenantId);
  if (!who.ok) return who.refusal;
  const { actor } = who;
  if (actor.name === '') return refuse('name-needed', 'Say your name first.');
  if (!may(actor, 'upload', actor.id)) return refuse('not-allowed', 'You may not upload pictures here.');
  const wait =
    operationWait(limiter, actor, c.env.address) || limiter.take('upload', `${tenantId}/${actor.id}`);
  return wait > 0 ? tooFast(wait) : undefined;
}

/** Named by what is in it, so the same picture twice is one file; the size stands in it, so that whoever reads a comment knows it. */
function idOf({ bytes, height, kind, width }: Picture): string {
  const hash = new Bun.CryptoHasher('sha256').update(bytes).digest('base64url');
  return `${hash}-${width}x${height}-${kind}`;
}

async function download(files: Files, c: Context<HttpEnv>, name: FileName): Promise<Response> {
  const kind = UPLOAD_PATTERN.exec(name.id)?.[3] as PictureKind | undefined;
  const bytes = kind && ID_PATTERN.test(name.tenantId) ? await files.get(name) : undefined;
  if (!kind || !bytes) return refusalResponse(refuse('not-found', 'There is no such picture.'));
  const headers = {
    'content-type': PICTURE_TYPES[kind],
    'content-disposition': 'inline',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    etag: `"${name.id}"`,
  };
  // What never changes needs no comparing beyond its name.
  if (c.req.header('if-none-match')?.includes(headers.etag))
    return new Response(null, { status: 304, headers });
  return new Response(bytes, { headers });
}
