/** Types of DNS records that the set-up of an identity concerns. */
export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'TXT';

/**
 * Answer to one DNS question. Only `absent` says that there is no such record; `unanswered` says
 * nothing about it.
 */
export type DnsAnswer =
  | {
      readonly kind: 'found';
      /**
       * Values as a zone file shows them, without quotes and closing dots: `10 mx.example.com` for
       * MX; the strings of one TXT record joined (RFC 7208 section 3.3); never empty.
       */
      readonly values: readonly string[];
    }
  /** NXDOMAIN, or a name that has no record of this type (RFC 2308). */
  | { readonly kind: 'absent'; readonly why: 'no-such-name' | 'no-such-type' }
  | { readonly kind: 'unanswered'; readonly why: Unanswered };

/** Why there is no answer: SERVFAIL, REFUSED, no answer in time, no server, not a DNS answer. */
export type Unanswered =
  | 'server-failed'
  | 'refused'
  | 'timed-out'
  | 'unreachable'
  | 'unreadable-answer';

/**
 * Asks DNS one question. Never rejects.
 *
 * @param name - full name without a closing dot
 */
export type AskDns = (name: string, type: RecordType) => Promise<DnsAnswer>;

/** States of verification, as SES names them. */
export type VerificationStatus =
  | 'PENDING'
  | 'SUCCESS'
  | 'FAILED'
  | 'TEMPORARY_FAILURE'
  | 'NOT_STARTED';

/**
 * An identity as SES has it.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html
 */
export interface SesIdentity {
  /** Domain in lower case, or an address. */
  readonly name: string;
  readonly kind: 'domain' | 'address';
  /** Whether SES sends for it. */
  readonly isVerified: boolean;
  /** Undefined where SES does not say. */
  readonly verificationStatus: VerificationStatus | undefined;
  readonly dkim: SesDkim;
  /** Undefined when mail has SES's own MAIL FROM. */
  readonly mailFrom: SesMailFrom | undefined;
  /** Configuration set of mail that names none. */
  readonly configurationSet: string | undefined;
  /** Why the last check of SES failed, as SES names it: `HOST_NOT_FOUND`. */
  readonly errorType: string | undefined;
  /** When SES last looked at the records; epoch ms. */
  readonly checkedAtMs: number | undefined;
}

export interface SesDkim {
  readonly isEnabled: boolean;
  /** Of all records together: `PENDING` says nothing about one of them. */
  readonly status: VerificationStatus | undefined;
  /** First labels of the three CNAME records of Easy DKIM; a single selector with an own key. */
  readonly tokens: readonly string[];
  /** Domain at which SES publishes the keys; undefined where SES does not say. */
  readonly hostedZone: string | undefined;
  /** `AWS_SES` for Easy DKIM, `EXTERNAL` for an own key, `AWS_SES_<REGION>` for a copy (DEED). */
  readonly origin: string | undefined;
  /** Bits of the key with which SES signs now; undefined before verification. */
  readonly keyBits: 1024 | 2048 | undefined;
}

export interface SesMailFrom {
  readonly domain: string;
  readonly status: VerificationStatus | undefined;
  /** What SES does when the MX record is missing: its own MAIL FROM, or no mail. */
  readonly onMxFailure: 'USE_DEFAULT_VALUE' | 'REJECT_MESSAGE';
}

/** One identity in the list of an account. */
export interface ListedIdentity {
  readonly name: string;
  readonly kind: 'domain' | 'address';
  readonly verificationStatus: VerificationStatus | undefined;
  readonly isSendingEnabled: boolean;
}

/** What is asked for when an identity is made. */
export interface NewIdentity {
  readonly name: string;
  readonly configurationSet: string | undefined;
}

/**
 * Identities of one SES account.
 *
 * @throws SesTenantFailure of every call
 */
export interface SesIdentities {
  /** Undefined when SES has no such identity. */
  readonly find: (name: string) => Promise<SesIdentity | undefined>;
  readonly list: () => Promise<readonly ListedIdentity[]>;
  /** Makes a domain with Easy DKIM of 2048 bits, or an address, to which SES sends a mail. */
  readonly create: (identity: NewIdentity) => Promise<void>;
  /** When the MX record is missing, SES uses its own MAIL FROM. */
  readonly setMailFrom: (name: string, mailFrom: string) => Promise<void>;
  /** Makes this the configuration set of mail that names none. */
  readonly setConfigurationSet: (name: string, configurationSet: string) => Promise<void>;
}

/** One DNS record that an identity needs. */
export interface WantedRecord {
  readonly purpose: 'dkim' | 'mail-from-mx' | 'mail-from-spf' | 'dmarc';
  /** Full name in lower case, without a closing dot. */
  readonly name: string;
  readonly type: 'CNAME' | 'MX' | 'TXT';
  /** As a {@link DnsAnswer} has it: `10 feedback-smtp.eu-west-1.amazonses.com`. */
  readonly value: string;
  /** What the record is for, in one sentence. */
  readonly why: string;
}

export type Verdict = 'found' | 'differs' | 'absent' | 'unanswered';

/** What DNS has of one wanted record. */
export interface RecordJudgement {
  readonly record: WantedRecord;
  readonly verdict: Verdict;
  /** What DNS has at that place, or at the place where it was put by mistake. */
  readonly there: readonly string[];
  /** What is wrong, in one sentence; undefined when it is `found`. */
  readonly problem: string | undefined;
  /** What to do; undefined when it is `found`. */
  readonly remedy: string | undefined;
  /** What is worth knowing of a record that is right: a 1024-bit key, a detour. */
  readonly notes: readonly string[];
}
