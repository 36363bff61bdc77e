import type { AccountKey } from './en.ts';

/** Turkish. */
export const tr: Readonly<Record<AccountKey, string>> = {
  title: 'Nasıl giriş yapıyorsunuz?',
  more: '{login} olarak giriş yapıyorsunuz.',
  password: 'Parola',
  old: 'Şimdiki parolanız',
  oldWrong: 'Şimdiki parolanız bu değil.',
  change: 'Parolayı değiştir',
  changed: 'Parolanız değişti. Başka her yerde oturumunuz kapandı.',
  recover: '{name} için yeni parola',
  recoverMore: '{login} olarak giriş yapıyorsunuz. Şu anda sizin adınızla açık olan bütün oturumlar kapanır.',
  recoverDo: 'Kaydet ve giriş yap',
};
