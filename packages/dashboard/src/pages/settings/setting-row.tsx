import type { SettingValue, ToldSetting } from '@imagechat/protocol/dashboard-settings';
import type { JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { type Voice, useVoice } from '../../text/language.ts';
import type { Say } from '../../text/part.tsx';
import { type SettingsKey, en } from '../../text/settings/en.ts';
import { settingsPart } from '../../text/settings/settings-part.ts';
import { languageName } from '../../ui/language-name.ts';

/** A setting, and what to do when it is to be another. */
export interface SettingRowProps {
  readonly setting: ToldSetting;
  readonly onValue: (value: SettingValue) => void;
}

/** One setting with what it means, and what it is drawn as. */
export function SettingRow(props: SettingRowProps): JSX.Element {
  const say = settingsPart.useSay();
  const id = useId();
  const { name, shape } = props.setting;
  const [fault, setFault] = useState<string>();
  const at = { id, describedBy: `${id}-means` };
  return (
    <li class={fault === undefined ? 'setting' : 'setting faulty'}>
      <div class="grow">
        <label for={id}>{say(name)}</label>
        <p class="quiet-text" id={`${id}-means`}>
          {say(`${name}Means`)}
        </p>
        {fault !== undefined && (
          <p class="below" role="alert">
            {fault}
          </p>
        )}
      </div>
      {shape.kind === 'yes-no' && <Switch {...props} {...at} />}
      {shape.kind === 'choice' && <Choice {...props} {...at} />}
      {shape.kind === 'words' && (
        <WordList {...props} {...at} onFault={setFault} isFaulty={fault !== undefined} />
      )}
      {shape.kind === 'number' && (
        <Amount {...props} {...at} onFault={setFault} isFaulty={fault !== undefined} />
      )}
    </li>
  );
}

interface ControlProps extends SettingRowProps {
  readonly id: string;
  readonly describedBy: string;
}

function Switch({ describedBy, id, onValue, setting }: ControlProps): JSX.Element {
  return (
    <input
      id={id}
      type="checkbox"
      class="toggle"
      aria-describedby={describedBy}
      checked={setting.value === true}
      onChange={({ currentTarget }) => onValue(currentTarget.checked)}
    />
  );
}

function Choice({ describedBy, id, onValue, setting }: ControlProps): JSX.Element {
  const voice = useVoice();
  const say = settingsPart.useSay();
  const { name, shape, value } = setting;
  const choices = shape.kind === 'choice' ? shape.choices : [];
  const isOpen = shape.kind === 'choice' && shape.none === true;
  return (
    <select
      id={id}
      class="control"
      aria-describedby={describedBy}
      value={value === null ? '' : String(value)}
      onChange={({ currentTarget }) => onValue(currentTarget.value === '' ? null : currentTarget.value)}
    >
      {isOpen && <option value="">{say('browserDecides')}</option>}
      {choices.map((each) => (
        <option key={each} value={each}>
          {valueWords({ ...setting, name, value: each }, voice, say)}
        </option>
      ))}
    </select>
  );
}

/** What nothing means, where that is not the server's own. */
const NONE: Readonly<Record<string, SettingsKey>> = { flagsToHide: 'never', filterLinks: 'anyNumber' };

interface AmountProps extends ControlProps {
  readonly isFaulty: boolean;
  readonly onFault: (fault: string | undefined) => void;
}

/** Saved when one leaves the field or presses Enter; Escape takes back what was typed. */
function Amount({ describedBy, id, isFaulty, onFault, onValue, setting }: AmountProps): JSX.Element {
  const { count } = useVoice();
  const say = settingsPart.useSay();
  const { fallback, shape, value } = setting;
  const kept = value === null ? '' : String(value);
  const [typed, setTyped] = useState(kept);
  useEffect(() => setTyped(kept), [kept]);
  const save = (): void => {
    const wanted = typed.trim();
    const read = wanted === kept ? value : readAmount(wanted, shape);
    if (read !== undefined) onFault(undefined);
    if (read !== undefined && wanted !== kept) onValue(read);
    if (read !== undefined) return;
    const { least, most, none } = shape.kind === 'number' ? shape : { least: 0, most: 0 };
    onFault(say(none ? 'numberBadNone' : 'numberBad', { least: count(least), most: count(most) }));
  };
  return (
    <input
      id={id}
      class="control amount"
      inputMode="numeric"
      dir="ltr"
      autocomplete="off"
      aria-describedby={describedBy}
      aria-invalid={isFaulty}
      placeholder={fallback === null ? say(NONE[setting.name] ?? 'serverOwn') : String(fallback)}
      value={typed}
      onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={save}
      onKeyDown={({ key }) => {
        if (key === 'Enter') save();
        if (key !== 'Escape') return;
        setTyped(kept);
        onFault(undefined);
      }}
    />
  );
}

/** Saved when one leaves the field. */
function WordList({ describedBy, id, isFaulty, onFault, onValue, setting }: AmountProps): JSX.Element {
  const { count } = useVoice();
  const say = settingsPart.useSay();
  const { shape, value } = setting;
  const kept = Array.isArray(value) ? value.join(', ') : '';
  const [typed, setTyped] = useState(kept);
  useEffect(() => setTyped(kept), [kept]);
  const save = (): void => {
    const words = [...new Set(typed.split(/[,\n]/).map((word) => word.trim()))].filter((word) => word !== '');
    const { longest, most } = shape.kind === 'words' ? shape : { longest: 0, most: 0 };
    const fits = words.length <= most && words.every(({ length }) => length <= longest);
    onFault(fits ? undefined : say('wordsBad', { most: count(most), longest: count(longest) }));
    if (fits && words.join(', ') !== kept) onValue(words);
  };
  return (
    <textarea
      id={id}
      class="control"
      rows={3}
      dir="auto"
      aria-describedby={describedBy}
      aria-invalid={isFaulty}
      value={typed}
      onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={save}
    />
  );
}

/** What was typed as a number; null for nothing where that may be; undefined when it cannot be. */
function readAmount(text: string, shape: ToldSetting['shape']): number | null | undefined {
  if (shape.kind !== 'number') return undefined;
  if (text === '') return shape.none ? null : undefined;
  if (!/^\d{1,12}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= shape.least && value <= shape.most ? value : undefined;
}

/** What a setting is, in words. */
export function valueWords(
  { name, value }: Pick<ToldSetting, 'name' | 'value'>,
  { count, locale }: Voice,
  say: Say<SettingsKey>,
): string {
  if (typeof value === 'boolean') return say(value ? 'on' : 'off');
  if (typeof value === 'number') return count(value);
  if (value === null) return say(name === 'locale' ? 'browserDecides' : (NONE[name] ?? 'serverDecides'));
  if (typeof value !== 'string') return value.length === 0 ? say('noWords') : value.join(', ');
  if (name === 'locale') return languageName(value, locale);
  return value in en ? say(value as SettingsKey) : value;
}
