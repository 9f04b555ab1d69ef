import { describe, expect, it } from 'vitest';
import { type EngineFault, faultOf, pullFaultOf } from './engine-error.ts';

describe('what a refusal of an engine means', () => {
  it.each<[number, string | undefined, EngineFault]>([
    [404, 'No such container: x', 'container_not_found'],
    [409, 'Conflict. The container name "/x" is already in use by container "1"', 'name_taken'],
    [500, 'the container name "x" is already in use by 1: that name is already in use', 'name_taken'],
    [500, 'Bind for 127.0.0.1:80 failed: port is already allocated', 'port_taken'],
    [500, 'listen tcp4 127.0.0.1:80: bind: address already in use', 'port_taken'],
    [400, 'exec: "/nope": executable file not found in $PATH', 'command_not_found'],
    [409, 'container is paused', 'state_conflict'],
    [400, 'invalid reference format', 'settings_refused'],
    [500, 'something else', 'engine_failed'],
    [401, undefined, 'not_admitted'],
    [403, '<html>', 'route_refused'],
    [502, undefined, 'unreachable'],
    [530, undefined, 'unreachable'],
    [526, undefined, 'certificate'],
    [404, undefined, 'not_an_engine'],
  ])('status %d and %j is %s', (status, message, fault) => {
    expect(faultOf(status, message, 'container_not_found')).toBe(fault);
  });

  it.each<[string, EngineFault]>([
    ['manifest unknown', 'image_not_found'],
    ['pull access denied for x, repository does not exist', 'image_not_found'],
    ['dial tcp 10.0.0.1:443: connect: connection refused', 'registry_unreachable'],
    ['no space left on device', 'engine_failed'],
  ])('a pull that says %j is %s', (message, fault) => {
    expect(pullFaultOf(message)).toBe(fault);
  });
});
