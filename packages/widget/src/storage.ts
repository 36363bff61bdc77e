import { safeStorage } from './safe-storage.ts';

/** The page's one store, for pictures and windows alike. */
export const storage = safeStorage();
