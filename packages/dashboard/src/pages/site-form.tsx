import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Voice, useVoice } from '../text/language.ts';
import { Field } from '../ui/field.tsx';

/** A site as one is made. */
export interface NewSite {
  readonly name: string;
  readonly id: string;
  /** One per line. */
  readonly domains: string;
}

/** What the fields about a site are given. */
export interface SiteFieldsProps {
  readonly site: NewSite;
  readonly onSite: (site: NewSite) => void;
  readonly tried: boolean;
  /** Ids the server said are in use. */
  readonly taken: readonly string[];
}

const DOMAIN =
  /^(?:\*\.?)?[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+(?::\d+)?$/u;

/** The domains of a text with one per line. */
export function domainsOf(text: string): string[] {
  const entries = text.split(/[\s,;]+/).map((entry) =>
    entry
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .replace(/\/.*$/, ''),
  );
  return [...new Set(entries.filter(Boolean))];
}

/** True for what can stand on the list of domains; the server has the last word. */
export function isDomainLike(domain: string): boolean {
  return DOMAIN.test(domain);
}

/** What is wrong with each field of a site; nothing when it will do. */
export function siteFaults({ say }: Voice, site: NewSite, taken: readonly string[]) {
  const bad = domainsOf(site.domains).find((domain) => domain !== 'localhost' && !isDomainLike(domain));
  const id = !/^[A-Za-z0-9_-]{1,64}$/.test(site.id)
    ? say('siteIdBad')
    : taken.includes(site.id)
      ? say('siteIdTaken')
      : undefined;
  return {
    name: site.name.trim() === '' ? say('needSiteName') : undefined,
    id,
    domains: bad === undefined ? undefined : say('domainBad', { domain: bad }),
  };
}

/** Letters without their marks, small, with dashes between. */
export function idFrom(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').replace(/ı/g, 'i').replace(/ß/g, 'ss');
  return plain
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
}

/** Name, id and domains; the id follows the name until one writes another. */
export function SiteFields({ onSite, site, taken, tried }: SiteFieldsProps): JSX.Element {
  const voice = useVoice();
  const { say } = voice;
  const [own, setOwn] = useState(false);
  const faults = siteFaults(voice, site, taken);
  const idFault = tried || (own && site.id !== '') ? faults.id : undefined;
  return (
    <>
      <Field
        label={say('siteName')}
        autocomplete="organization"
        dir="auto"
        focused
        value={site.name}
        onValue={(name) => onSite({ ...site, name, id: own ? site.id : idFrom(name) })}
        fault={tried ? faults.name : undefined}
      />
      <Field
        label={say('siteId')}
        dir="ltr"
        value={site.id}
        onValue={(id) => {
          setOwn(true);
          onSite({ ...site, id });
        }}
        hint={say('siteIdHint')}
        fault={idFault}
      />
      <Field
        label={say('domains')}
        dir="ltr"
        lines={3}
        value={site.domains}
        onValue={(domains) => onSite({ ...site, domains })}
        hint={say('domainsHint')}
        fault={tried ? faults.domains : undefined}
      />
    </>
  );
}
