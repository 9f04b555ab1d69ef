/** Who uses the console. */
import * as z from 'zod';

export const consoleReply = z.strictObject({
  subject: z.strictObject({ type: z.string(), id: z.string() }),
  has_second_factor: z.boolean(),
});
export type ConsoleReply = z.infer<typeof consoleReply>;
