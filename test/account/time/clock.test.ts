import { describe, expect, it } from 'vitest';
import { Clock } from '../../../src/account/clock.js';
import { refusal } from '../objects/refusal.js';
import { START, timedAccount } from './account.js';

function clockOn(wall: { now: number }): Clock {
  return new Clock(() => wall.now);
}

describe('the clock', () => {
  it('shows wall time by default', () => {
    const wall = { now: 1000 };
    const clock = clockOn(wall);
    wall.now = 500;
    expect(clock.now()).toBe(500);
    expect(clock.isWall).toBe(true);
  });

  it('stands still, moves by steps, and goes on from where it stands', () => {
    const wall = { now: 1000 };
    const clock = clockOn(wall);
    clock.pause();
    wall.now = 5000;
    expect(clock.now()).toBe(1000);
    clock.step(250);
    expect(clock.now()).toBe(1250);
    clock.resume();
    wall.now = 5100;
    expect(clock.now()).toBe(1350);
  });

  it('runs faster from the moment it is told to', () => {
    const wall = { now: 1000 };
    const clock = clockOn(wall);
    wall.now = 1100;
    clock.run(60);
    wall.now = 1200;
    expect(clock.now()).toBe(1100 + 6000);
    clock.pause();
    expect(clock.speed).toBe(0);
    clock.resume();
    expect(clock.speed).toBe(60);
  });

  it('never goes back and never stops by speed', () => {
    const clock = clockOn({ now: 0 });
    expect(() => clock.step(-1)).toThrow('forward');
    expect(() => clock.run(0)).toThrow('above 0');
  });

  it('tells who listens, until they stop', () => {
    const clock = clockOn({ now: 0 });
    let heard = 0;
    const stop = clock.onChange(() => (heard += 1));
    clock.step(1);
    stop();
    clock.step(1);
    expect(heard).toBe(1);
  });
});

describe('ALTER ACCOUNT SET FIRN_CLOCK', () => {
  it('stops the clock, moves it and sets its pace', async () => {
    const { sql, clock, end } = await timedAccount();
    await sql("ALTER ACCOUNT SET FIRN_CLOCK = 'STEP 90 minutes'");
    expect(clock.now()).toBe(START + 90 * 60_000);
    expect((await sql("ALTER ACCOUNT SET FIRN_CLOCK = 'speed 60'")).rows[0]?.[0]).toContain('stands still');
    expect((await sql("ALTER ACCOUNT SET FIRN_CLOCK = 'RESUME'")).rows).toEqual([
      ["The account's clock shows 2026-03-02T11:30:00.000Z and runs at speed 60."],
    ]);
    await sql("ALTER ACCOUNT SET FIRN_CLOCK = 'PAUSE'");
    expect(clock.speed).toBe(0);
    await end();
  });

  it.each(['STEP', 'STEP -1 hour', 'SPEED 0', 'STEP 5 parsecs', 'fast'])('refuses %s', async (setting) => {
    const { sql, end } = await timedAccount();
    expect(await refusal(sql(`ALTER ACCOUNT SET FIRN_CLOCK = '${setting}'`))).toMatchObject({
      code: '001008',
    });
    await end();
  });
});

describe('statements', () => {
  const NOW =
    "SELECT TO_VARCHAR(CURRENT_TIMESTAMP(), 'YYYY-MM-DD HH24:MI:SS'), TO_VARCHAR(CURRENT_DATE()), TO_VARCHAR(SYSDATE(), 'HH24:MI')";

  it('read the time from it', async () => {
    const { sql, clock, end } = await timedAccount();
    expect((await sql(NOW)).rows).toEqual([['2026-03-02 10:00:00', '2026-03-02', '10:00']]);
    clock.step(15 * 3600_000);
    expect((await sql(NOW)).rows).toEqual([['2026-03-03 01:00:00', '2026-03-03', '01:00']]);
    await end();
  });

  it('have a moment each inside a transaction', async () => {
    const { sql, clock, end } = await timedAccount();
    await sql('CREATE TABLE T (AT TIMESTAMP_NTZ)');
    await sql('BEGIN');
    await sql('INSERT INTO T SELECT CURRENT_TIMESTAMP()');
    clock.step(1000);
    await sql('INSERT INTO T SELECT CURRENT_TIMESTAMP()');
    await sql('COMMIT');
    expect((await sql('SELECT COUNT(DISTINCT AT) FROM T')).rows).toEqual([['2']]);
    await end();
  });

  it('stamp objects with it', async () => {
    const { sql, end } = await timedAccount();
    await sql('CREATE TABLE T (A INT)');
    expect((await sql("SHOW TABLES LIKE 'T'")).named[0]?.['created_on']).toBe(`${START / 1000}.000`);
    await end();
  });
});
