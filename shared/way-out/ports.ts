import type { WaysOut } from './way-out-settings.ts';

/** SES takes no mail of the account since `since` (epoch ms), or takes mail again. */
export type SesStoppedChange =
  | { readonly kind: 'begin'; readonly since: number; readonly why: string }
  | { readonly kind: 'end'; readonly since: number };

/** Writes the change. False when somebody else has changed it, or when there is no way out. */
export type NoteSesStopped = (change: SesStoppedChange) => Promise<boolean>;

/** Reads and writes the ways out. */
export interface WaysOutBook {
  /** Strongly consistent. @throws UnreadableItem */
  readonly read: () => Promise<WaysOut>;
  /** Writes them in place of those that were read; false when they are others by now. */
  readonly write: (before: WaysOut, waysOut: NonNullable<WaysOut['waysOut']>) => Promise<boolean>;
}
