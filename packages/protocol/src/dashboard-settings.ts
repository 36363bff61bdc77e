/** Every setting of a tenant, in the order in which they are shown. A server's test holds them against those it has. */
export const SETTING_NAMES = [
  'allowAnonymous',
  'allowUnverified',
  'privateImages',
  'whoMayCreate',
  'premoderation',
  'flagsToHide',
  'filterWords',
  'filterLinks',
  'filterOutcome',
  'replyDepth',
  'allowUploads',
  'commentLength',
  'locale',
  'retentionDays',
  'retentionEvents',
  'operationsPerMinuteOfOne',
  'uploadsPerMinuteOfOne',
  'readsPerMinuteOfAddress',
  'operationsPerMinute',
  'requestsPerMinute',
  'arrivalsPerMinute',
] as const;

/** One of {@link SETTING_NAMES}. */
export type SettingName = (typeof SETTING_NAMES)[number];

/** What a setting can be; null leaves it to the server, or to the visitor's browser. */
export type SettingValue = boolean | number | string | readonly string[] | null;

/** What a setting can be, for whoever draws a field for it. */
export type SettingShape =
  | { readonly kind: 'yes-no' }
  /** `none`: null is one of the choices. */
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly none?: true }
  /** A whole number, both ends included. `none`: or null. */
  | { readonly kind: 'number'; readonly least: number; readonly most: number; readonly none?: true }
  /** At most so many words, each at most so long. */
  | { readonly kind: 'words'; readonly most: number; readonly longest: number };

/** A setting as a tenant has it. */
export interface ToldSetting {
  readonly name: SettingName;
  readonly shape: SettingShape;
  /** What it is when nobody sets it. */
  readonly fallback: SettingValue;
  /** What it is. */
  readonly value: SettingValue;
  /** True when the tenant set it. */
  readonly own: boolean;
}

/** A secret or key by its id; itself it was told once. */
export interface ToldCredential {
  readonly id: string;
  /** Server times in ms; null while it is good. */
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

/** What can be made for a tenant's programs: secrets sign single sign-on, keys let programs in. */
export type CredentialName = 'secret' | 'key';

/** A secret or key as it is made, told this once. */
export interface MadeCredential {
  readonly id: string;
  readonly text: string;
}

/** Everything an owner can change about a tenant, as `GET /dashboard/api/tenants/:tenantId/settings` tells. */
export interface TenantFile {
  readonly id: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly settings: readonly ToldSetting[];
  readonly secrets: readonly ToldCredential[];
  readonly keys: readonly ToldCredential[];
  /** Server time in ms. */
  readonly createdAt: number;
}

/** What is asked to be another, as `PUT` of the same address takes it; what is left out stays. */
export interface TenantFileChange {
  readonly name?: string;
  readonly domains?: readonly string[];
  readonly set?: Readonly<Partial<Record<SettingName, SettingValue>>>;
  /** Set back to what they are when nobody sets them. */
  readonly unset?: readonly SettingName[];
}

/** How much of a tenant's was removed, by the name of its kind. */
export type RemovedRows = Readonly<Record<string, number>>;
