/** What a batch brings about; every line names one thing, sorted. */
export interface Effects {
  /** `address scope reason`, what is in force in the end; soft bounces apart. */
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
   * Further ones that may be noted: of events that say another time than SNS, which decides where
   * there was an envelope that told it.
   */
  readonly mayBeFacts: readonly string[];
  /** `tenant#message part id`: which part SES has, and under which id. */
  readonly sent: readonly string[];
  /** `tenant#message kind agent count`: opens and clicks as a person is told. */
  readonly engaged: readonly string[];
  /** `kind number`, as the log tells of recipients that cannot be read. */
  readonly unreadable: readonly string[];
  /** Kinds of events about mail that the table does not know, as the log warns of them. */
  readonly unfound: readonly string[];
}
