import type { AccountKey } from './en.ts';

/** Spanish. */
export const es: Readonly<Record<AccountKey, string>> = {
  title: '¿Cómo inicias sesión?',
  more: 'Inicias sesión como {login}.',
  password: 'Contraseña',
  old: 'Tu contraseña actual',
  oldWrong: 'Esa no es tu contraseña actual.',
  change: 'Cambiar contraseña',
  changed: 'Tu contraseña ha cambiado. Se cerró tu sesión en todos los demás sitios.',
  recover: 'Una contraseña nueva para {name}',
  recoverMore: 'Inicias sesión como {login}. Se cierra toda sesión abierta ahora a tu nombre.',
  recoverDo: 'Guardar e iniciar sesión',
};
