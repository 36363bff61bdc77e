import type {
  SettingName,
  SettingValue,
  TenantFile,
  ToldSetting,
} from '@imagechat/protocol/dashboard-settings';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import type { SettingsKey } from '../../text/settings/en.ts';
import { settingsPart } from '../../text/settings/settings-part.ts';
import { AskName } from '../../ui/ask-name.tsx';
import { Toast } from '../../ui/toast.tsx';
import { Trouble, troubleOf } from '../../ui/trouble.tsx';
import { PageHead } from '../page-head.tsx';
import { Domains } from './domains.tsx';
import { SettingRow, valueWords } from './setting-row.tsx';
import { SettingsTabs } from './settings-tabs.tsx';
import { SiteName } from './site-name.tsx';
import { type TenantFiling, useTenantFile } from './use-tenant-file.ts';

/** Settings by what they are about; what stands in none of them comes last. */
const GROUPS: readonly (readonly [words: SettingsKey, names: readonly SettingName[]])[] = [
  ['groupWho', ['allowAnonymous', 'allowUnverified', 'privateImages', 'whoMayCreate']],
  ['groupWatch', ['premoderation', 'flagsToHide', 'filterWords', 'filterLinks', 'filterOutcome']],
  ['groupTalk', ['replyDepth', 'allowUploads', 'commentLength', 'locale']],
  ['groupKept', ['retentionDays', 'retentionEvents']],
  [
    'groupLimits',
    [
      'operationsPerMinuteOfOne',
      'uploadsPerMinuteOfOne',
      'readsPerMinuteOfAddress',
      'operationsPerMinute',
      'requestsPerMinute',
      'arrivalsPerMinute',
    ],
  ],
];

/** Who may do what on a site: its name and domains, every rule with its meaning, and the way to remove it. */
export function RulesPage(): JSX.Element {
  const voice = useVoice();
  const say = settingsPart.useSay();
  const { tenant } = useSession();
  const filing = useTenantFile();
  const { again, done, failed, forgetDone, trouble, value: file } = filing;
  return (
    <>
      <PageHead title={say('title')} more={say('more', { site: tenant.name })} />
      <SettingsTabs current="settings" />
      <Trouble words={failed ? troubleOf(voice, failed) : trouble} again={failed ? again : undefined} />
      {file && (
        <>
          <SiteName file={file} change={filing.change} />
          <Domains file={file} change={filing.change} />
          {GROUPS.map(([words, names]) => (
            <Group key={words} words={words} settings={pick(file, names)} change={filing.change} />
          ))}
          {tenant.role === 'owner' && <RemoveSite />}
        </>
      )}
      <Toast done={done} onClose={forgetDone} />
    </>
  );
}

function pick({ settings }: TenantFile, names: readonly SettingName[]): readonly ToldSetting[] {
  return names.flatMap((name) => settings.find((each) => each.name === name) ?? []);
}

interface GroupProps extends Pick<TenantFiling, 'change'> {
  readonly words: SettingsKey;
  readonly settings: readonly ToldSetting[];
}

function Group({ change, settings, words }: GroupProps): JSX.Element {
  const voice = useVoice();
  const say = settingsPart.useSay();
  const set = ({ name, own, value: before }: ToldSetting, value: SettingValue): void => {
    const back = own ? { set: { [name]: before } } : { unset: [name] };
    const what = `${say(name)}: ${valueWords({ name, value }, voice, say)}`;
    void change({ set: { [name]: value } }, back, say('saved', { what }));
  };
  return (
    <section aria-labelledby={words}>
      <h2 id={words}>{say(words)}</h2>
      {words === 'groupLimits' && <p class="quiet-text">{say('groupLimitsMore')}</p>}
      <ul class="rows">
        {settings.map((setting) => (
          <SettingRow key={setting.name} setting={setting} onValue={(value) => set(setting, value)} />
        ))}
      </ul>
    </section>
  );
}

function RemoveSite(): JSX.Element {
  const voice = useVoice();
  const say = settingsPart.useSay();
  const { refresh, tenant } = useSession();
  const [asking, setAsking] = useState(false);
  const { id, name } = tenant;
  const remove = async (): Promise<string | undefined> => {
    const answer = await ask('DELETE', `/tenants/${id}`, { confirm: id });
    if (!answer.ok) return troubleOf(voice, answer);
    setAsking(false);
    await refresh();
    return undefined;
  };
  return (
    <section aria-labelledby="remove-site">
      <h2 id="remove-site">{say('removeSite')}</h2>
      <div class="card spread">
        <p>{say('removeSiteMore', { site: name })}</p>
        <button type="button" class="bad-quiet" onClick={() => setAsking(true)}>
          {say('removeSite')}
        </button>
      </div>
      {asking && (
        <AskName
          question={say('removeSiteAsk', { site: name })}
          name={id}
          label={say('typeName', { name: id })}
          wrong={say('typeNameBad', { name: id })}
          act={say('removeSite')}
          onAct={remove}
          onClose={() => setAsking(false)}
        >
          {say('removeSiteMore', { site: name })}
        </AskName>
      )}
    </section>
  );
}
