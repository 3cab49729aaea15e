/**
 * What a check says of one subject.
 *
 * - `ok`: as it should be.
 * - `warning`: mail goes, but something is lost, doubled, unwatched, or will fail later.
 * - `failure`: mail does not go, arrives badly, or its feedback is lost.
 * - `cannot-tell`: not permitted, unanswered, or the check itself failed.
 * - `not-applicable`: there is nothing to check here; `says` gives the reason.
 */
export type Status = 'ok' | 'warning' | 'failure' | 'cannot-tell' | 'not-applicable';

export interface Judgement {
  readonly status: Status;
  /** Whom or what it is about, as AWS names it; empty for the whole account or pipeline. */
  readonly subject: string;
  readonly says: string;
  readonly remedy?: Remedy;
  /**
   * Id of the check that finds the cause. Such a judgement is a consequence, and goes away with its
   * cause.
   */
  readonly followsFrom?: string;
}

/** What to do. */
export interface Remedy {
  readonly todo: string;
  /** Commands, or DNS records, exactly as they are typed or entered. */
  readonly show: readonly string[];
}

/** A judgement with the check that made it. */
export interface Finding extends Judgement {
  readonly check: string;
}

export const ok = (subject: string, says: string): Judgement => ({ status: 'ok', subject, says });

export const warning = (
  subject: string,
  says: string,
  todo: string,
  ...show: readonly string[]
): Judgement => ({ status: 'warning', subject, says, remedy: { todo, show } });

export const failure = (
  subject: string,
  says: string,
  todo: string,
  ...show: readonly string[]
): Judgement => ({ status: 'failure', subject, says, remedy: { todo, show } });

export const notHere = (subject: string, says: string): Judgement => ({
  status: 'not-applicable',
  subject,
  says,
});

/** Whether something is wrong by itself, and is no consequence of another finding. */
export const isFault = ({ status, followsFrom }: Judgement): boolean =>
  (status === 'warning' || status === 'failure') && followsFrom === undefined;
