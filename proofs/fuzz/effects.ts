/** Effects of a batch; each line names one, sorted. */
export interface Effects {
  /** `address scope reason`: suppressions in force at the end, without soft bounces. */
  readonly suppressed: readonly string[];
  /** `address scope`, once each. */
  readonly softened: readonly string[];
  readonly arrived: readonly string[];
  readonly pardoned: readonly string[];
  /** `tenant#message kind recipients`. */
  readonly noted: readonly string[];
  /** `name tenant value`. */
  readonly counted: readonly string[];
  /** `kind tenant stream recipients`. */
  readonly facts: readonly string[];
  /**
   * Facts that may be recorded in addition: of events whose time differs from SNS's, which counts
   * where an envelope has it.
   */
  readonly mayBeFacts: readonly string[];
  /** `tenant#message part id`: parts that SES accepted, with their SES ids. */
  readonly sent: readonly string[];
  /** `tenant#message kind agent count`: opens and clicks as shown to a person. */
  readonly engaged: readonly string[];
  /** `kind number`: unreadable recipients according to the log. */
  readonly unreadable: readonly string[];
}
