"""Transformers: encoders, and decoders with caches."""

from traces.text import INT8, TraceText, head


def attention(trace, heads, width, tokens, context, key, value, query, prefix="", output=None, blocks=None):
    """Scores, softmax and context of `tokens` rows that each attend to `context`; caches are token-major.

    `output` is what there is to say of the context but its order, `blocks` which scores are needed.
    """
    def second(tensor, order):
        return {"tensor": tensor, "order": order}
    trace.add(
        f"{prefix}scores", "matmul", input={"tensor": query, "order": "m_batch_k"},
        weight=second(key, "n_batch_k"), batch=heads, m=tokens, k=width, n=context,
        output={"blocks": blocks} if blocks else None)
    trace.add(
        f"{prefix}probabilities", "softmax", input=f"{prefix}scores", rows=heads * tokens, columns=context)
    trace.add(
        f"{prefix}context", "matmul", input=f"{prefix}probabilities", weight=second(value, "k_batch_n"),
        output={"order": "m_batch_n", **(output or {})}, batch=heads, m=tokens, k=context, n=width)
    trace.attention_macs += 2 * trace.repeat * tokens * context * heads * width


def add(trace, name, left, right, elements):
    return trace.add(name, "elementwise", function="add", inputs=[left, right], elements=elements)


def encoder(trace, source, layers, tokens, hidden, heads, inner, first_norm):
    """Layers of an encoder; `first_norm` says whether a layer norm stands before its part or after the addition."""
    size = tokens * hidden
    trace.begin_group("layer", layers, {"layer_output": source})
    trace.phase = "projections"
    into = trace.normalization("attention_norm", "layer_norm", source, hidden, tokens) if first_norm else source
    for name in ("query", "key", "value"):
        trace.linear(name, into, hidden, hidden, tokens, ["bias"])
    trace.phase = "attention"
    attention(trace, heads, hidden // heads, tokens, tokens, "key", "value", "query")
    trace.phase = "projections"
    trace.linear("attention_output", "context", hidden, hidden, tokens, ["bias"])
    middle = add(trace, "attention_add", "attention_output", source, size)
    if not first_norm:
        into = middle = trace.normalization("attention_norm", "layer_norm", middle, hidden, tokens)
    trace.phase = "feed_forward"
    if first_norm:
        into = trace.normalization("feed_forward_norm", "layer_norm", middle, hidden, tokens)
    trace.linear("expand", into, hidden, inner, tokens, ["bias", "gelu"])
    trace.linear("contract", "expand", inner, hidden, tokens, ["bias"])
    if first_norm:
        add(trace, "layer_output", "contract", middle, size)
    else:
        add(trace, "feed_forward_add", "contract", middle, size)
        trace.normalization("layer_output", "layer_norm", "feed_forward_add", hidden, tokens)
    trace.phase = None
    trace.end_group()


def bert_base(tokens):
    hidden, inner, layers, heads = 768, 3072, 12, 12
    trace = TraceText()
    size = tokens * hidden
    positions = max(512, tokens)
    for name, rows in (("word", 30522), ("position", positions), ("segment", 2)):
        trace.embedding(name, rows, hidden, tokens)
    add(trace, "word_position_add", "word", "position", size)
    add(trace, "embedding_add", "word_position_add", "segment", size)
    trace.normalization("embedding_norm", "layer_norm", "embedding_add", hidden, tokens)
    encoder(trace, "embedding_norm", layers, tokens, hidden, heads, inner, first_norm=False)
    # The pooler is a linear layer of the first token, 590,592 parameters of the 109,482,240.
    more = (positions - 512) * hidden
    assert trace.parameters == 109_482_240 - hidden * hidden - hidden + more
    assert trace.product_macs == layers * tokens * (4 * hidden**2 + 2 * hidden * inner)
    assert trace.attention_macs == layers * 2 * tokens**2 * hidden
    notes = [
        "Transformers' BertModel has 109,482,240 parameters; its pooler, a linear layer of the first token with",
        "590,592, is left out."]
    if more:
        notes += [
            f"The model knows 512 positions; a table of {positions} takes their place, {more:,} parameters more,",
            "for the length at which Kim et al. (arXiv:2302.14017) count operations and bytes."]
    return head(
        trace, f"BERT-base, uncased, the encoder on {tokens} tokens, batch 1.", notes,
        f"bert_base_{tokens}",
        ["Devlin et al., BERT: Pre-training of Deep Bidirectional Transformers, NAACL 2019, arXiv:1810.04805",
         "huggingface.co/google-bert/bert-base-uncased, config.json"],
        INT8)


def vit_s16():
    hidden, inner, layers, heads, patches = 384, 1536, 12, 6, 196
    tokens = patches + 1
    trace = TraceText()
    trace.conv2d("patch", "image", 224, 3, hidden, 16, 16, epilogue=["bias"])
    trace.embedding("class", 1, hidden, 1)
    trace.add("class_place", "kv_append", cache="sequence", input="class", tokens=1, columns=hidden, position=0)
    trace.add(
        "patch_place", "kv_append", cache="sequence", input="patch", tokens=patches, columns=hidden, position=1)
    trace.add("joined", "kv_read", cache="sequence", tokens=tokens, columns=hidden)
    trace.embedding("position", tokens, hidden, tokens)
    add(trace, "position_add", "joined", "position", tokens * hidden)
    encoder(trace, "position_add", layers, tokens, hidden, heads, inner, first_norm=True)
    trace.normalization("norm", "layer_norm", "layer_output", hidden, tokens)
    trace.add("class_output_place", "kv_append", cache="result", input="norm", tokens=tokens, columns=hidden,
              position=0)
    trace.add("class_output", "kv_read", cache="result", tokens=1, columns=hidden)
    trace.linear("head", "class_output", hidden, 1000, epilogue=["bias"])
    trace.add("softmax", "softmax", input="head", rows=1, columns=1000)
    # timm counts 22050664; Touvron et al. 22 M parameters and 4.6 GFLOPs, which are MACs.
    assert trace.parameters == 22_050_664
    assert round((trace.product_macs + trace.attention_macs) / 1e8) == 46
    return head(
        trace, "ViT-S/16, 224 x 224, batch 1: 196 patches and the class token.",
        ["timm counts 22,050,664 parameters; Touvron et al. publish 4.6 GFLOPs, by which they mean MACs. Joining",
         "the class token and the patches, and taking the class token out, are copies through a cache."],
        "vit_s16",
        ["Dosovitskiy et al., An Image is Worth 16x16 Words, ICLR 2021, arXiv:2010.11929",
         "Touvron et al., Training data-efficient image transformers, ICML 2021, arXiv:2012.12877",
         "timm, timm/models/vision_transformer.py, vit_small_patch16_224"],
        {**INT8, "cache": "int8"}, inputs={"image": {"elements": 3 * 224 * 224}},
        caches={"sequence": {"tokens": tokens, "columns": hidden}, "result": {"tokens": tokens, "columns": hidden}})


def append(trace, name, source, tokens, hidden, context):
    trace.add(
        f"{name}_append", "kv_append", cache=f"{name}_cache", input=source, tokens=tokens, columns=hidden,
        position=context - tokens)


def plain_decoder(
        trace, tokens, context, hidden, inner, layers, heads, vocabulary, positions, activation, blocks=None):
    """GPT-2's layers: learned positions, biases, and a head that shares the embedding's parameters."""
    size = tokens * hidden
    trace.embedding("word", vocabulary, hidden, tokens)
    trace.embedding("position", positions, hidden, tokens)
    add(trace, "embedding", "word", "position", size)
    trace.begin_group("layer", layers, {"layer_output": "embedding"})
    trace.normalization("attention_norm", "layer_norm", "embedding", hidden, tokens)
    for name in ("query", "key", "value"):
        trace.linear(name, "attention_norm", hidden, hidden, tokens, ["bias"])
    append(trace, "key", "key", tokens, hidden, context)
    append(trace, "value", "value", tokens, hidden, context)
    attention(trace, heads, hidden // heads, tokens, context, "key_cache", "value_cache", "query",
              blocks=blocks)
    trace.linear("attention_output", "context", hidden, hidden, tokens, ["bias"])
    add(trace, "attention_add", "attention_output", "embedding", size)
    trace.normalization("feed_forward_norm", "layer_norm", "attention_add", hidden, tokens)
    trace.linear("expand", "feed_forward_norm", hidden, inner, tokens, ["bias", activation])
    trace.linear("contract", "expand", inner, hidden, tokens, ["bias"])
    add(trace, "layer_output", "contract", "attention_add", size)
    trace.end_group()
    trace.normalization("norm", "layer_norm", "layer_output", hidden, tokens)
    trace.linear("lm_head", "norm", hidden, vocabulary, tokens, weight={"tensor": "word.weight"})


def gpt2_small_prefill(window=None):
    """With `window` only so many blocks of 64 x 64 scores up to the diagonal are needed, and the first of each row."""
    hidden, inner, layers, heads, vocabulary, tokens = 768, 3072, 12, 12, 50257, 1024
    blocks = {"block": [64, 64], "sink": 1, "window": window} if window else None
    trace = TraceText()
    plain_decoder(trace, tokens, tokens, hidden, inner, layers, heads, vocabulary, 1024, "gelu", blocks)
    # Transformers counts 124439808 parameters, the head's being the embedding's.
    assert trace.parameters == 124_439_808
    assert trace.product_macs == tokens * (layers * (4 * hidden**2 + 2 * hidden * inner) + hidden * vocabulary)
    if window:
        kept = sum(min(row + 1, window) + (row >= window) for row in range(tokens // 64))
        return head(
            trace, "GPT-2 small, prefill of 1024 tokens that attend to a sliding window and to the first tokens; batch 1.",
            ["gpt2_small_prefill, but of the scores only some blocks of 64 x 64 are needed: of each row of blocks the",
             f"{window} up to the diagonal (a window of {64 * (window - 1) + 1} to {64 * window} tokens) and the first one, whose tokens are attention",
             f"sinks: {kept} of a head's {(tokens // 64) ** 2}, and of the {tokens // 64 * (tokens // 64 + 1) // 2} that a causal mask keeps. Which window is an assumption:",
             "GPT-2 was trained without one."],
            f"gpt2_small_prefill_window_{window}",
            ["Radford et al., Language Models are Unsupervised Multitask Learners, 2019",
             "Xiao et al., Efficient Streaming Language Models with Attention Sinks, ICLR 2024, arXiv:2309.17453",
             "huggingface.co/openai-community/gpt2, config.json"],
            {**INT8, "cache": "int8"},
            caches={name: {"tokens": tokens, "columns": hidden} for name in ("key_cache", "value_cache")})
    return head(
        trace, "GPT-2 small, prefill of 1024 tokens, its whole context; batch 1.",
        ["The model has 124,439,808 parameters; the head shares the word embedding's. Scores are computed for all",
         "pairs of tokens, also for those that the causal mask drops, and the head for every token."],
        "gpt2_small_prefill",
        ["Radford et al., Language Models are Unsupervised Multitask Learners, 2019",
         "huggingface.co/openai-community/gpt2, config.json"],
        {**INT8, "cache": "int8"},
        caches={name: {"tokens": tokens, "columns": hidden} for name in ("key_cache", "value_cache")})


def gpt2_small_generation(lengths=(128, 256, 512, 1024, 2048, 4096)):
    """The products of GPT-2's layers for so many tokens one after the other, a phase for each length."""
    hidden, inner, layers, heads = 768, 3072, 12, 12
    weights = {"query": (hidden, hidden), "key": (hidden, hidden), "value": (hidden, hidden),
               "attention_output": (hidden, hidden), "expand": (hidden, inner), "contract": (inner, hidden)}
    trace = TraceText()
    for tokens in lengths:
        trace.phase = f"tokens_{tokens}"
        # The t-th token attends to t: in the mean to half of them and a half.
        for context in (tokens // 2, tokens // 2 + 1):
            at = f"{tokens}_{context}"
            trace.begin_group(f"tokens_{at}", layers * tokens // 2)

            def linear(name, source):
                k, n = weights[name]
                return trace.linear(
                    f"{name}_{at}", source, k, n, 1, ["bias"], weight={"tensor": f"{name}_weight"})

            for name in ("query", "key", "value"):
                linear(name, "x")
            trace.add(
                f"scores_{at}", "matmul", input={"tensor": f"query_{at}", "order": "m_batch_k"},
                weight={"tensor": f"keys_{context}", "order": "n_batch_k"}, batch=heads, m=1, k=hidden // heads, n=context)
            trace.add(
                f"context_{at}", "matmul", input=f"scores_{at}", weight={"tensor": f"values_{context}", "order": "k_batch_n"},
                output={"order": "m_batch_n"}, batch=heads, m=1, k=context, n=hidden // heads)
            linear("contract", linear("expand", linear("attention_output", f"context_{at}")))
            trace.attention_macs += 2 * trace.repeat * context * hidden
            trace.end_group()
    trace.phase = None
    assert trace.product_macs == sum(lengths) * layers * (4 * hidden**2 + 2 * hidden * inner)
    assert trace.attention_macs == sum(2 * layers * hidden * context for n in lengths for context in range(1, n + 1))
    return head(
        trace, "GPT-2 small, the products of its layers while it makes 128 to 4096 tokens, one after the other.",
        ["For the operations and bytes that 'AI and Memory Wall' counts, by 'ridgeline show'; a phase is a length. The",
         "t-th token attends to t, and operations and bytes are linear in that: so half of the tokens attend to half of",
         "the length, and half to one more, which comes to the same. Softmax, norms and the head are left out. Weights,",
         "keys and values are inputs here, so that all layers and tokens read the same; biases are parameters of each."],
        "gpt2_small_generation",
        ["Gholami et al., AI and Memory Wall, 2024, arXiv:2403.14123",
         "Radford et al., Language Models are Unsupervised Multitask Learners, 2019"],
        INT8,
        inputs={"x": {"elements": hidden},
                **{f"{name}_weight": {"elements": k * n} for name, (k, n) in weights.items()},
                **{f"{name}_{context}": {"elements": context * hidden} for tokens in lengths
                   for context in (tokens // 2, tokens // 2 + 1) for name in ("keys", "values")}})


def gated_decoder(trace, tokens, context, hidden, inner, layers, heads, groups, vocabulary):
    """LLaMA's layers; the keys and values have `groups` heads, each for `heads / groups` heads of the queries."""
    size = tokens * hidden
    width = hidden // heads
    cached = groups * width
    trace.embedding("embedding", vocabulary, hidden, tokens)
    trace.begin_group("layer", layers, {"layer_output": "embedding"})
    trace.normalization("attention_norm", "rms_norm", "embedding", hidden, tokens)
    for name, columns in (("query", hidden), ("key", cached), ("value", cached)):
        trace.linear(name, "attention_norm", hidden, columns, tokens)
    trace.add("query_rotary", "activation", function="rotary", input="query", elements=size)
    trace.add("key_rotary", "activation", function="rotary", input="key", elements=tokens * cached)
    append(trace, "key", "key_rotary", tokens, cached, context)
    append(trace, "value", "value", tokens, cached, context)
    if groups == heads:
        attention(trace, heads, width, tokens, context, "key_cache", "value_cache", "query_rotary")
    else:
        grouped_attention(trace, heads, groups, width, tokens, context)
    trace.linear("attention_output", "context", hidden, hidden, tokens)
    add(trace, "attention_add", "attention_output", "embedding", size)
    trace.normalization("feed_forward_norm", "rms_norm", "attention_add", hidden, tokens)
    trace.linear("gate", "feed_forward_norm", hidden, inner, tokens)
    trace.linear("up", "feed_forward_norm", hidden, inner, tokens)
    trace.add("gate_silu", "activation", function="silu", input="gate", elements=tokens * inner)
    trace.add(
        "gated", "elementwise", function="multiply", inputs=["gate_silu", "up"], elements=tokens * inner)
    trace.linear("down", "gated", inner, hidden, tokens)
    add(trace, "layer_output", "down", "attention_add", size)
    trace.end_group()
    trace.normalization("norm", "rms_norm", "layer_output", hidden, tokens)
    trace.linear("lm_head", "norm", hidden, vocabulary, tokens)
    assert trace.attention_macs == 2 * layers * tokens * context * hidden
    # Matrix products of a layer: 4 of the attention's projections, 2 with caches, 3 of the feed-forward part.
    assert trace.counts["matmul"] == 9 * layers + 1 and sum(trace.counts.values()) == 20 * layers + 3


def grouped_attention(trace, heads, groups, width, tokens, context):
    """Attention whose queries of one group are rows of one product, as they share its keys and values."""
    rows = tokens * heads // groups
    trace.add(
        "scores", "matmul", input="query_rotary", weight={"tensor": "key_cache", "order": "n_batch_k"},
        batch=groups, m=rows, k=width, n=context)
    trace.add("probabilities", "softmax", input="scores", rows=heads * tokens, columns=context)
    trace.add(
        "context", "matmul", input="probabilities", weight={"tensor": "value_cache", "order": "k_batch_n"},
        batch=groups, m=rows, k=context, n=width)
    trace.attention_macs += 2 * trace.repeat * tokens * context * heads * width


def phase_of(model, tokens, context):
    """The title of a trace, and what is to be said of masks."""
    if tokens == 1:
        return f"{model}, one decode step: the {context}th token (position {context - 1}) attends to {context}", []
    return f"{model}, prefill of {tokens} tokens", [
        "Scores are computed for all pairs of tokens, also for those that the causal mask drops."]


def llama2_7b(tokens, context, network):
    hidden, inner, layers, heads, vocabulary = 4096, 11008, 32, 32, 32000
    trace = TraceText()
    gated_decoder(trace, tokens, context, hidden, inner, layers, heads, heads, vocabulary)
    # The published parameters of the model, and its linear layers' MACs for one token.
    assert trace.parameters == 6_738_415_616
    assert trace.product_macs == tokens * 6_607_077_376
    assert 6_607_077_376 == 32 * (4 * 4096**2 + 3 * 4096 * 11008) + 32000 * 4096
    title, masked = phase_of("LLaMA2-7B", tokens, context)
    return head(
        trace, f"{title}; batch 1.",
        ["W8A8: weights, activations and the cache are int8. The model has 6,738,415,616 parameters. The cache is",
         "token-major: a token's heads lie side by side. The softmax's function includes the scale of the scores;",
         "the tables of the rotary embedding are the vector unit's own.", *masked],
        network,
        ["Touvron et al., Llama 2: Open Foundation and Fine-Tuned Chat Models, 2023, arXiv:2307.09288",
         "huggingface.co/meta-llama/Llama-2-7b-hf, config.json"],
        {**INT8, "cache": "int8"},
        caches={name: {"tokens": context, "columns": hidden} for name in ("key_cache", "value_cache")})


def llama3_8b(tokens, context, network):
    hidden, inner, layers, heads, groups, vocabulary = 4096, 14336, 32, 32, 8, 128256
    trace = TraceText()
    gated_decoder(trace, tokens, context, hidden, inner, layers, heads, groups, vocabulary)
    assert trace.parameters == 8_030_261_248
    assert trace.product_macs == tokens * (32 * (2 * 4096**2 + 2 * 4096 * 1024 + 3 * 4096 * 14336) + 128256 * 4096)
    title, masked = phase_of("LLaMA3-8B", tokens, context)
    return head(
        trace, f"{title}; batch 1.",
        ["W8A8: weights, activations and the cache are int8. The model has 8,030,261,248 parameters. Four heads of the",
         "queries share each of the eight heads of the keys and values, and are rows of one product. The cache is",
         "token-major. The softmax's function includes the scale of the scores; the tables of the rotary embedding are",
         "the vector unit's own.", *masked],
        network,
        ["Grattafiori et al., The Llama 3 Herd of Models, 2024, arXiv:2407.21783",
         "huggingface.co/meta-llama/Meta-Llama-3-8B, config.json"],
        {**INT8, "cache": "int8"},
        caches={name: {"tokens": context, "columns": 1024} for name in ("key_cache", "value_cache")})


def opt_6_7b(tokens, context, network):
    hidden, inner, layers, heads, vocabulary = 4096, 16384, 32, 32, 50272
    trace = TraceText()
    # Two rows lie before the first position.
    plain_decoder(trace, tokens, context, hidden, inner, layers, heads, vocabulary, 2050, "relu")
    assert trace.parameters == 6_658_473_984
    assert trace.product_macs == tokens * (32 * (4 * 4096**2 + 2 * 4096 * 16384) + 50272 * 4096)
    title, masked = phase_of("OPT-6.7B", tokens, context)
    return head(
        trace, f"{title}; batch 1.",
        ["W8A8: weights, activations and the cache are int8. The model has 6,658,473,984 parameters; the head shares the",
         "word embedding's. The cache is token-major.", *masked],
        network,
        ["Zhang et al., OPT: Open Pre-trained Transformer Language Models, 2022, arXiv:2205.01068",
         "huggingface.co/facebook/opt-6.7b, config.json"],
        {**INT8, "cache": "int8"},
        caches={name: {"tokens": context, "columns": hidden} for name in ("key_cache", "value_cache")})
