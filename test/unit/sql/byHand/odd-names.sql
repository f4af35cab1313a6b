SELECT
  "amount",
  "amount" * 2 AS "amount in €",
  KIND AS "the ""kind""",
  CUSTOMER AS "ORDER",
  AT AS "Start",
  "amount" + 1 AS N
FROM DB.S.EVENTS
WHERE "amount" > 0
  AND KIND <> 'web'
  AND CUSTOMER IS NOT NULL
