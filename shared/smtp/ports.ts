import type { SendAnswer } from '../ses-api/ports.ts';

/**
 * Encryption of the connection to an SMTP server.
 *
 * - `tls`: from the first octet; mostly port 465.
 * - `starttls`: from the command STARTTLS on, and no mail without it; mostly port 587.
 * - `none`: plain text; only for a server of this machine or network.
 */
export const smtpSecurities = ['tls', 'starttls', 'none'] as const;

export type SmtpSecurity = (typeof smtpSecurities)[number];

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly security: SmtpSecurity;
  /** Absent where the server lets everybody send. */
  readonly login?: { readonly user: string; readonly password: string } | undefined;
}

/** One mail to one recipient. So a server refuses or takes it as a whole. */
export interface SmtpMail {
  /** Envelope sender, to which bounces go. */
  readonly from: string;
  readonly to: string;
  readonly mime: Uint8Array;
  /** Message-ID of the mail, without its angle brackets; by it the server's log finds the mail. */
  readonly messageId: string;
}

/** Sends one mail with one transaction; never rejects. */
export type SendBySmtp = (server: SmtpServer, mail: SmtpMail) => Promise<SendAnswer>;
