/** Where servers take messages: a port that the folders fill which know servers. The inspector knows none of them. */
import type { InspectorQuery } from '../../../shared/inspector.schema.ts';
import type { JobOwner } from '../../kernel/jobs/job-type.ts';
import type { McpAddress } from '../mcp-client/session.ts';

export interface ServerAddress {
  /**
   * Finds the address of a server of a person. It is judged before it is called, whatever it is.
   *
   * @param where Chosen by the person, for servers that have several ports or another path.
   * @returns undefined when the person has no such server here.
   * @throws AppError `conflict` when it does not run, is disabled or speaks no HTTP; `upstream_failed` when its token could
   *   not be renewed.
   */
  find(owner: JobOwner, serverId: string, where: InspectorQuery): Promise<McpAddress | undefined>;
}
