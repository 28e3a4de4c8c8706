// Placeholder of the room's tests.
