/** Addresses that people type in. Their form is judged by the Worker's guard, which says what to change. */
import * as z from 'zod';

export const outboundUrl = z.string().min(1).max(2048);
