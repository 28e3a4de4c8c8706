"""Puts mutations into a Swift file, each in a copy of the function that it is in, chosen when the tests run.

The body of a function with mutations 3 and 8 becomes

    { if chosenMutation() == 3 { its body with mutation 3 } else if chosenMutation() == 8 { … } else { its body } }

so that whatever a mutation changes, a declaration, a condition or a `guard`, is what it would be alone.
"""

import re

CHOSEN = "chosenMutation()"
PAIRS = {"}": "{", ")": "(", "]": "["}

LITERAL = re.compile(
    r'//[^\n]*|/\*.*?\*/|(#*)"""(?:.*?)"""\1|(#+)".*?"\2|"(?:\\\((?:[^()\n]|\([^()\n]*\))*\)|\\.|[^"\\\n])*"', re.S)
ACCESSOR_NAMES = "(?:get|set|_read|_modify|willSet|didSet)"
FUNCTION = re.compile(r"(?<![.\w])(?:func\s|(?:init[?!]?|subscript)\s*[(<])|(?<![.\w])deinit\s*$")
ACCESSOR = re.compile(rf"(?:^|\s){ACCESSOR_NAMES}\s*(?:\(\s*\w+\s*\))?\s*$")
ACCESSORS = re.compile(rf"\s*(?:(?:non)?mutating\s+)?{ACCESSOR_NAMES}\b\s*(?:async\b|throws\b|\{{|\()")
COMPUTED = re.compile(r"(?<![.\w])var\s+`?\w+`?\s*:[^=\n]*$")


class CannotWeave(Exception):
    """Why a mutation cannot be put where it belongs."""


def without_literals(text):
    """The text with spaces for comments and strings, so that all braces left are the language's."""
    return LITERAL.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def bodies(text):
    """Where the outermost bodies of functions, initialisers and computed properties are, braces included."""
    code = without_literals(text)
    found = []
    # Of each brace and bracket around: which it is, where it is, and where what is being read in it begins.
    around = [("{", -1, 0)]
    for at, character in enumerate(code):
        if character in "{([":
            around.append((character, at, at + 1))
        elif character in "})]":
            opening, begin, _ = around.pop()
            if opening != PAIRS[character] or not around:
                raise CannotWeave("its brackets do not pair")
            outer, place, header = around[-1]
            if character == "}" and outer == "{":
                if is_function(code[header:begin], code[begin + 1:at]):
                    found = [body for body in found if body[0] < begin] + [(begin, at + 1)]
                around[-1] = (outer, place, at + 1)
    if len(around) > 1:
        raise CannotWeave("its brackets do not pair")
    return found


def is_function(header, body):
    """Whether what is in braces runs when what is before them is called."""
    if ACCESSOR.search(header):
        return True
    if ACCESSORS.match(body):
        return False
    return bool(FUNCTION.search(header) or COMPUTED.search(header))


def place(text, line, mistake):
    """The body that the line is in, which is once in the text."""
    if text.count(line) != 1:
        raise CannotWeave(f"its line is {text.count(line)} times in the file; mend the list")
    at = text.index(line)
    for begin, end in bodies(text):
        if begin < at and at + len(line) < end:
            return begin, end
        # A property or function as a whole, in one line.
        if at <= begin and end <= at + len(line) and mistake.startswith(line[:begin - at + 1]):
            return begin, end
    raise CannotWeave("its line is in no function, so that it cannot be chosen when the tests run")


def woven(text, mutations):
    """The text with (number, name, line, mistake) in it, each where the number is chosen."""
    variants = {}
    for number, name, line, mistake in mutations:
        begin, end = place(text, line, mistake)
        changed = text.replace(line, mistake)
        body = changed[begin + 1:end - 1 + len(changed) - len(text)]
        variants.setdefault((begin, end), []).append((number, name, body))
    for (begin, end), bodies_there in sorted(variants.items(), reverse=True):
        # A compiler that finds fault with a mutation shall call it by its name.
        branches = "".join(
            f'if {CHOSEN} == {number} {{\n#sourceLocation(file: "{name}", line: 1)\n{body}\n#sourceLocation()\n}} else '
            for number, name, body in bodies_there)
        text = f"{text[:begin]}{{ {branches}{{{text[begin + 1:end - 1]}}} }}{text[end:]}"
    return "import CMutations\n" + text
