import type { Count } from '../../../shared/telemetry/ports.ts';
import { newSlotBook, type SlotBook } from '../checks/slots/slot-book.ts';

/** The run of a sender's container, as the audits see it. */
export interface SenderRun {
  slots: SlotBook;
  /** True start time; epoch ms. */
  startedMs: number;
  counts: Count[];
  /** Recipients accepted by SES's answer, whether or not that could be recorded. */
  acceptedRecipients: number;
}

export const newSenderRun = (startedMs: number): SenderRun => ({
  slots: newSlotBook(),
  startedMs,
  counts: [],
  acceptedRecipients: 0,
});
