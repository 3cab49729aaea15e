import type { Count } from '../../../shared/telemetry/ports.ts';
import { newSlotBook, type SlotBook } from '../checks/slots/slot-book.ts';

/** The run that a container of the sender is in, as those who watch it see it. */
export interface SenderRun {
  slots: SlotBook;
  /** True time; epoch ms. */
  startedMs: number;
  counts: Count[];
  /**
   * As SES answered; whether that could be written down too does not change that they were sent.
   */
  acceptedRecipients: number;
}

export const newSenderRun = (startedMs: number): SenderRun => ({
  slots: newSlotBook(),
  startedMs,
  counts: [],
  acceptedRecipients: 0,
});
