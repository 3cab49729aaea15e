/** The parts of a template; absent is the same as empty. */
export interface TemplateParts {
  readonly subject: string;
  readonly html: string | undefined;
  readonly text: string | undefined;
}

/** The templates that SES stores, in one account and region. Each call takes about a second. */
export interface SesTemplates {
  readonly names: () => Promise<readonly string[]>;
  /** Undefined for a template that is not there. */
  readonly find: (name: string) => Promise<TemplateParts | undefined>;
  readonly create: (name: string, parts: TemplateParts) => Promise<void>;
  readonly update: (name: string, parts: TemplateParts) => Promise<void>;
  /** Also when it is gone already. */
  readonly remove: (name: string) => Promise<void>;
}
