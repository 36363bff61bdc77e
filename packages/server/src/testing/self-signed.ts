/** A fresh certificate for `localhost` and 127.0.0.1 with its key, as PEM: signed by itself, good for a time around `now` (ms). */
export async function selfSigned(
  name = 'localhost',
  { now = Date.now(), days = 30 }: { now?: number; days?: number } = {},
): Promise<{ readonly cert: string; readonly key: string }> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey));
  const privateKey = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
  const body = toBeSigned(name, publicKey, now, days);
  const raw = new Uint8Array(
    await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, body),
  );
  const signature = sequence(integer(raw.subarray(0, 32)), integer(raw.subarray(32)));
  const whole = sequence(body, ECDSA_SHA256, der(0x03, [0, ...signature]));
  return { cert: pem('CERTIFICATE', whole), key: pem('PRIVATE KEY', privateKey) };
}

type Bytes = Uint8Array<ArrayBuffer>;

/** 1.2.840.10045.4.3.2 (RFC 5758). */
const ECDSA_SHA256 = sequence(der(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));

/** A TBSCertificate (RFC 5280 §4.1). */
function toBeSigned(name: string, publicKey: Bytes, now: number, days: number): Bytes {
  const commonName = sequence(der(0x06, [0x55, 0x04, 0x03]), der(0x0c, text(name)));
  const subject = sequence(der(0x31, commonName));
  const names = sequence(der(0x82, text(name)), der(0x87, [127, 0, 0, 1]));
  const subjectAltName = sequence(der(0x06, [0x55, 0x1d, 0x11]), der(0x04, names));
  const serial = crypto.getRandomValues(new Uint8Array(8));
  return sequence(
    der(0xa0, der(0x02, [2])),
    integer(serial),
    ECDSA_SHA256,
    subject,
    sequence(time(now - 86_400_000), time(now + days * 86_400_000)),
    subject,
    publicKey,
    der(0xa3, sequence(subjectAltName)),
  );
}

function der(tag: number, content: Iterable<number>): Bytes {
  const bytes = [...content];
  const { length } = bytes;
  if (length < 0x80) return new Uint8Array([tag, length, ...bytes]);
  if (length < 0x100) return new Uint8Array([tag, 0x81, length, ...bytes]);
  return new Uint8Array([tag, 0x82, length >> 8, length & 0xff, ...bytes]);
}

function sequence(...parts: readonly Bytes[]): Bytes {
  return der(
    0x30,
    parts.flatMap((part) => [...part]),
  );
}

/** A positive INTEGER: no leading zeros but the one that keeps it positive. */
function integer(bytes: Bytes): Bytes {
  const from = bytes.findIndex((byte) => byte !== 0);
  const plain = [...bytes.subarray(Math.max(0, from))];
  return der(0x02, (plain[0] ?? 0) >= 0x80 ? [0, ...plain] : plain);
}

/** A GeneralizedTime, which RFC 5280 wants from 2050 on and every reader takes before. */
function time(ms: number): Bytes {
  return der(0x18, text(`${new Date(ms).toISOString().replace(/\D/g, '').slice(0, 14)}Z`));
}

function text(value: string): Bytes {
  return new TextEncoder().encode(value);
}

function pem(label: string, bytes: Bytes): string {
  const lines = bytes.toBase64().match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
