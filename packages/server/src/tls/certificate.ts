import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { StartupError } from '../startup-error.ts';

/** Where the operator keeps certificate and key: paths of PEM files. */
export interface CertificateFiles {
  /** The certificate first, then those between it and the root. */
  readonly cert: string;
  readonly key: string;
}

/** A certificate with its chain and its key, as PEM. They belong together. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** In ms since 1970. */
  readonly expiresAt: number;
}

/** Reads both files. Throws StartupError with a sentence that names the variable to mend: unreadable, no PEM, or not a pair. */
export async function readCertificate(files: CertificateFiles): Promise<Certificate> {
  const cert = await textOf('TLS_CERT', files.cert);
  const key = await textOf('TLS_KEY', files.key);
  const x509 = parsed(
    () => new X509Certificate(cert),
    `TLS_CERT is "${files.cert}", which holds no certificate: give a PEM file.`,
  );
  const secret = parsed(
    () => createPrivateKey(key),
    `TLS_KEY is "${files.key}", which holds no key that can be read: give a PEM file without a passphrase.`,
  );
  if (!x509.checkPrivateKey(secret)) {
    throw new StartupError(
      `The key in "${files.key}" is not the one of the certificate in "${files.cert}": TLS_KEY and TLS_CERT must belong together.`,
    );
  }
  return { cert, key, expiresAt: Date.parse(x509.validTo) };
}

async function textOf(variable: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new StartupError(
      `${variable} is "${path}", which cannot be read: give the path of a PEM file this user may read.`,
    );
  }
}

function parsed<Value>(parse: () => Value, complaint: string): Value {
  try {
    return parse();
  } catch {
    throw new StartupError(complaint);
  }
}
