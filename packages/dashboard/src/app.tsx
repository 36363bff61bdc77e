import type { Me } from '@imagechat/protocol/dashboard';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask } from './ask.ts';
import { RecoveryPage } from './pages/account/recovery.tsx';
import { Door } from './pages/door.tsx';
import { InvitationPage } from './pages/invitation.tsx';
import { SetupPage } from './pages/setup.tsx';
import { SignInPage } from './pages/sign-in.tsx';
import { DOORS } from './places.ts';
import { go, usePlace } from './route.ts';
import { Shell } from './shell.tsx';
import {
  type Language,
  type Voice,
  VoiceContext,
  keepLanguage,
  voiceOf,
  wantedLanguage,
} from './text/language.ts';
import { Trouble, troubleOf } from './ui/trouble.tsx';

/** The whole dashboard: speaks once its language is there, and shows what the address and who is signed in ask for. */
export function App(): JSX.Element | null {
  const [voice, setVoice] = useState<Voice>();
  const speak = async (language: Language): Promise<void> => {
    const spoken = await voiceOf(language);
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
    setVoice(spoken);
  };
  useEffect(() => void speak(wantedLanguage()), []);
  if (!voice) return null;
  const choose = (language: Language): void => {
    keepLanguage(language);
    void speak(language);
  };
  return (
    <VoiceContext.Provider value={voice}>
      <Pages voice={voice} onLanguage={choose} />
    </VoiceContext.Provider>
  );
}

interface PagesProps {
  readonly voice: Voice;
  readonly onLanguage: (language: Language) => void;
}

function Pages({ onLanguage, voice }: PagesProps): JSX.Element | null {
  const place = usePlace();
  const [me, setMe] = useState<Me>();
  const [trouble, setTrouble] = useState<string>();
  const look = async (): Promise<void> => {
    const answer = await ask<Me>('GET', '/me');
    if (answer.ok) setMe(answer.value);
    setTrouble(answer.ok ? undefined : troubleOf(voice, answer));
  };
  useEffect(() => void look(), []);
  if (!me)
    return trouble === undefined ? null : (
      <Door onLanguage={onLanguage} title={voice.say('title')}>
        <Trouble words={trouble} again={look} />
      </Door>
    );
  const enter = (entered: Me): void => {
    setMe(entered);
    if (['sign-in', ...DOORS].includes(place)) go('', true);
  };
  if (place === 'setup') return <SetupPage onLanguage={onLanguage} onEnter={enter} />;
  if (place === 'password') return <RecoveryPage onLanguage={onLanguage} onEnter={enter} />;
  if (place === 'join') return <InvitationPage me={me} onLanguage={onLanguage} onEnter={enter} />;
  if (!me.account) return <SignInPage me={me} onLanguage={onLanguage} onEnter={enter} />;
  const out = async (): Promise<void> => {
    await ask('POST', '/sign-out');
    await look();
  };
  return (
    <Shell me={{ ...me, account: me.account }} onLanguage={onLanguage} onSignOut={out} onChanged={look} />
  );
}
