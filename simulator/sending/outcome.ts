import type { LinkTags } from './tracked-html.ts';

/** An outcome of an accepted mail: the part of an event that depends on its kind. */
export type Outcome =
  | { readonly kind: 'send' }
  | { readonly kind: 'reject'; readonly reason: string }
  | { readonly kind: 'delivery'; readonly recipients: readonly string[] }
  | {
      readonly kind: 'bounce';
      readonly bounceType: 'Permanent' | 'Transient';
      readonly bounceSubType: string;
      readonly recipients: readonly BouncedRecipient[];
    }
  | {
      readonly kind: 'deliveryDelay';
      readonly delayType: string;
      readonly recipients: readonly Omit<BouncedRecipient, 'action'>[];
    }
  | {
      readonly kind: 'complaint';
      readonly recipients: readonly string[];
      readonly complaintSubType: string | null;
      readonly userAgent: string | undefined;
      readonly complaintFeedbackType: string | undefined;
    }
  | {
      readonly kind: 'renderingFailure';
      readonly templateName: string;
      readonly errorMessage: string;
    }
  | { readonly kind: 'open'; readonly visitor: Visitor }
  | {
      readonly kind: 'click';
      readonly visitor: Visitor;
      readonly link: string;
      readonly linkTags: LinkTags | undefined;
    };

/** Visitor of a tracking URL, as far as the request tells. */
export interface Visitor {
  readonly ipAddress: string;
  readonly userAgent: string;
}

export interface BouncedRecipient {
  readonly emailAddress: string;
  readonly action: string | undefined;
  readonly status: string | undefined;
  readonly diagnosticCode: string | undefined;
}

/** An outcome, and the delay after acceptance at which it is known. */
export interface PlannedOutcome {
  readonly afterMs: number;
  readonly outcome: Outcome;
}
