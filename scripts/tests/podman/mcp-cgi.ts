/**
 * An MCP server in some lines of shell, which busybox runs behind its web server: enough of streamable HTTP, without sessions,
 * for a client to say hello and to list two tools and a prompt. It takes one message a call, as clients of 2025-06-18 send them.
 *
 * @see https://modelcontextprotocol.io/specification/2025-06-18/basic/transports
 */

/** Where it takes messages. */
export const MCP_PATH = '/cgi-bin/mcp';
const MCP_PORT = 8080;

/** Serves the script, and writes a line for each call. */
export const MCP_COMMAND = ['httpd', '-f', '-vv', '-p', String(MCP_PORT), '-h', '/www'] as const;

export const MCP_SCRIPT = `#!/bin/sh
body=$(head -c "$CONTENT_LENGTH")
id=$(echo "$body" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
answer() {
  printf 'Status: 200 OK\\r\\nContent-Type: application/json\\r\\n\\r\\n{"jsonrpc":"2.0","id":%s,%s}' "$id" "$1"
}
case "$body" in
  *'"method":"initialize"'*)
    answer '"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{},"prompts":{}},"serverInfo":{"name":"weather","version":"1.2.0"}}' ;;
  *'"method":"tools/list"'*)
    answer '"result":{"tools":[{"name":"forecast","description":"The weather of the next days.","inputSchema":{"type":"object","properties":{"town":{"type":"string","description":"Name of the town"}},"required":["town"]},"annotations":{"readOnlyHint":true}},{"name":"warnings","description":"Storms and floods.","inputSchema":{"type":"object"}}]}' ;;
  *'"method":"prompts/list"'*)
    answer '"result":{"prompts":[{"name":"weekend","description":"Plans a weekend by the weather."}]}' ;;
  *'"method":"notifications/'*) printf 'Status: 202 Accepted\\r\\n\\r\\n' ;;
  *) answer '"error":{"code":-32601,"message":"Method not found"}' ;;
esac
`;
