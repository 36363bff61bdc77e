import type { AccountKey } from './en.ts';

/** Arabic. */
export const ar: Readonly<Record<AccountKey, string>> = {
  title: 'كيف تسجّل الدخول؟',
  more: 'تسجّل الدخول باسم {login}.',
  password: 'كلمة المرور',
  old: 'كلمة مرورك الحالية',
  oldWrong: 'هذه ليست كلمة مرورك الحالية.',
  change: 'تغيير كلمة المرور',
  changed: 'تغيّرت كلمة مرورك. سُجّل خروجك من كل مكان آخر.',
  recover: 'كلمة مرور جديدة لـ {name}',
  recoverMore: 'تسجّل الدخول باسم {login}. تُغلق كل الجلسات المفتوحة باسمك الآن.',
  recoverDo: 'حفظ وتسجيل الدخول',
};
