import { createExtras } from '../extras/extras.tsx';
import { showList } from '../list/list-panel.tsx';

/**
 * What comes in a file of its own once somebody opens a window or the list. One file, since the list asks for the rest as well, and two would
 * repeat each other's words.
 */
export const onDemand = { createExtras, showList };
