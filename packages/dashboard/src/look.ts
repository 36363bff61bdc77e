/** Light, dark, or as the device has it. */
export type Look = 'auto' | 'light' | 'dark';

const KEY = 'imagechat-look';

/** The look one chose. */
export function chosenLook(): Look {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

/** Takes on a look, and remembers it. */
export function takeLook(look: Look): void {
  localStorage.setItem(KEY, look);
  wearLook(look);
}

/** Whether it is dark here now. */
export function isDark(): boolean {
  const { look } = document.documentElement.dataset;
  return look === 'dark' || (look !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
}

/** Takes on a look: style sheets follow `data-look`. */
export function wearLook(look: Look): void {
  if (look === 'auto') delete document.documentElement.dataset.look;
  else document.documentElement.dataset.look = look;
}
