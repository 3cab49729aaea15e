/**
 * Ports of a deployment: CloudFormation, the bucket of the packages, and what is in the account.
 * Each rejects with the error of the service when it does not answer.
 */

/** A stack as CloudFormation describes it. */
export interface Stack {
  /** ARN; finds the stack even after its deletion. */
  readonly id: string;
  /** Such as `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly statusReason: string | undefined;
  readonly outputs: Readonly<Record<string, string>>;
  readonly isProtected: boolean;
}

/** One resource of a stack. */
export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
}

/** One step of an operation on a stack. */
export interface StackEvent {
  readonly id: string;
  readonly atMs: number;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
}

/** An existing resource to be taken into a stack, by the properties that identify it. */
export interface ResourceToImport {
  readonly logicalId: string;
  readonly type: string;
  readonly identifier: Readonly<Record<string, string>>;
}

/** A template: its text, or the URL of its object for one above CloudFormation's 51,200 bytes. */
export type TemplateSource = { readonly body: string } | { readonly url: string };

export interface ChangeSetRequest {
  readonly name: string;
  readonly kind: 'CREATE' | 'UPDATE' | 'IMPORT';
  readonly template: TemplateSource;
  readonly tags: Readonly<Record<string, string>>;
  readonly imports: readonly ResourceToImport[];
}

/** One change that a change set would make. */
export interface Change {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import' | 'Dynamic';
  readonly logicalId: string;
  readonly type: string;
  /** Whether the resource is made anew, and the present one goes or is left behind. */
  readonly replaces: 'yes' | 'perhaps' | 'no';
}

/** A change set: what it would change, or why there is none. */
export interface ChangeSet {
  /** Such as `CREATE_COMPLETE` or `FAILED`. */
  readonly status: string;
  readonly reason: string | undefined;
  readonly changes: readonly Change[];
}

/** The stacks of one account and region. A stack is named by its name or its id. */
export interface Stacks {
  /** @returns undefined when there is none of this name */
  readonly find: (stack: string) => Promise<Stack | undefined>;
  /** Text of the template that made the stack what it is. */
  readonly template: (stack: string) => Promise<string>;
  readonly resources: (stack: string) => Promise<readonly StackResource[]>;
  /**
   * Events after the given one, oldest first; without it, the last one alone, where reading
   * begins. Reads back a bounded number of pages.
   */
  readonly events: (stack: string, after: string | undefined) => Promise<readonly StackEvent[]>;
  readonly createChangeSet: (stack: string, request: ChangeSetRequest) => Promise<void>;
  readonly changeSet: (stack: string, name: string) => Promise<ChangeSet>;
  /** Idempotent. */
  readonly deleteChangeSet: (stack: string, name: string) => Promise<void>;
  /** New resources go again when the operation fails, those with `DeletionPolicy: Retain` too. */
  readonly executeChangeSet: (stack: string, name: string) => Promise<void>;
  readonly remove: (stack: string) => Promise<void>;
}

/** A file for the bucket of the packages. */
export interface Artifact {
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  /** SHA-256 of the content, base64: the framework compares it, too. */
  readonly hash: string;
}

/** The bucket that holds what CloudFormation reads: templates and the code of functions. */
export interface ArtifactStore {
  /** The hash that was stored with an object; undefined when the object or its hash is not there. */
  readonly hashOf: (bucket: string, key: string) => Promise<string | undefined>;
  readonly put: (bucket: string, artifact: Artifact) => Promise<void>;
  readonly urlOf: (bucket: string, key: string) => Promise<string>;
  /**
   * Deletes all objects, with all their versions.
   *
   * @returns how many; 0 when there is no such bucket
   */
  readonly empty: (bucket: string, onDeleted: (count: number) => void) => Promise<number>;
  /** Whether the bucket holds anything; false when there is no such bucket. */
  readonly holdsObjects: (bucket: string) => Promise<boolean>;
}

/** A resource of the account that has the name of one in the template. */
export interface Existing {
  /** As CloudFormation identifies it in an import. */
  readonly identifier: Readonly<Record<string, string>>;
  /** ARN or id of the customer key that encrypts it; undefined for a key of the service. */
  readonly key: string | undefined;
  /** Why it cannot be taken into a stack; undefined when it can. */
  readonly obstacle: string | undefined;
}

/** A resource as the template wants it. */
export interface Wanted {
  readonly logicalId: string;
  readonly type: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** @returns undefined when the account has nothing of this kind and name */
export type FindExisting = (wanted: Wanted) => Promise<Existing | undefined>;
